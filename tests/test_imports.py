"""Stories of others: every published layout is read back as it was written, mapped, split by group, and usable."""

import gzip
import hashlib
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from huggingface_hub import constants as hub_constants

from tests.story_files import instruct, simple_rows, story, write_csv, write_json_lines, write_parquet
from workbench.errors import StoryscopeError
from workbench.records import STORY_SCHEMA
from workbench.stories.corpus import Corpus
from workbench.stories.imports import ImportConfig, import_corpus
from workbench.stories.imports.sources import Reading, Source
from workbench.stories.report import CorpusReportConfig, corpus_report
from workbench.stories.words import split_words

N = 130


@pytest.fixture(autouse=True)
def shelf(tmp_path, monkeypatch):
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))


def take(place, **values):
    made = import_corpus(ImportConfig(source=str(place), **values))
    return made, Corpus.open(made)


def rows_of(corpus):
    return [row for split in ("train", "validation", "test") for row in corpus.table(split).to_pylist()]


def published(tmp_path, layout):
    """A file of N stories in a layout, and further flags that it needs."""
    rows, texts = simple_rows(N), [story(number) for number in range(N)]
    if layout == "parquet":
        return write_parquet(tmp_path / "simple.parquet", rows), {}
    if layout == "jsonl":
        return write_json_lines(tmp_path / "simple.jsonl", rows), {}
    if layout == "jsonl.gz":
        plain = write_json_lines(tmp_path / "plain.jsonl", rows)
        (tmp_path / "simple.jsonl.gz").write_bytes(gzip.compress(plain.read_bytes()))
        return tmp_path / "simple.jsonl.gz", {}
    if layout == "csv":
        return write_csv(tmp_path / "simple.csv", rows), {}
    if layout == "list":
        (tmp_path / "minuscule.json").write_text(json.dumps(texts, indent=1))
        return tmp_path / "minuscule.json", {}
    if layout == "list of objects":
        (tmp_path / "minuscule.json").write_text(json.dumps(rows))
        return tmp_path / "minuscule.json", {}
    if layout == "text":
        (tmp_path / "tiny-train.txt").write_text("\n<|endoftext|>\n".join(texts) + "\n<|endoftext|>\n")
        return tmp_path / "tiny-train.txt", {}
    if layout == "delimiter":
        (tmp_path / "own.txt").write_text("\n---\n".join(texts))
        return tmp_path / "own.txt", {"delimiter": "\\n---\\n"}
    (tmp_path / "instruct.txt").write_text("\n<|endoftext|>\n".join(map(instruct, range(N))))
    return tmp_path / "instruct.txt", {}


LAYOUTS = ("parquet", "jsonl", "jsonl.gz", "csv", "list", "list of objects", "text", "delimiter", "instruct")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_comes_back_as_it_was_written(tmp_path, layout):
    file, flags = published(tmp_path, layout)
    made, corpus = take(file, validation=0.2, test=0.2, **flags)
    rows = rows_of(corpus)
    assert sorted(row["text"] for row in rows) == sorted(story(number) for number in range(N))
    summary = made.manifest.summary
    assert summary["stories"] == N == sum(corpus.splits.values()) and min(corpus.splits.values()) > 5
    assert (summary["corrupted"], summary["empty"]) == (0, 0)
    assert {row["paragraphs"] for row in rows} == {2}
    assert all(row["sentences"] == row["facts"] == row["cues"] == [] for row in rows)
    assert len({row["id"] for row in rows}) == N
    # The stories of a split stand in the order of the source.
    places = [int(json.loads(row["recipe"])["from"].split(":")[1]) for row in corpus.table("train").to_pylist()]
    assert places == sorted(places)
    if layout in ("parquet", "jsonl", "jsonl.gz", "csv", "list of objects"):
        for row in rows:
            number = int(row["text"].split()[-1].rstrip("."))
            source = simple_rows(N)[number]
            for mine, theirs in (("topic", "topic"), ("moral", "theme"), ("style", "style"), ("persona", "persona")):
                assert row[mine] == source[theirs]
            assert row["group"] == f"{number // 5}ab" and row["tone"] == ""
            assert json.loads(row["recipe"])["model"] == "writer-1"


def test_instruct_fields_are_kept(tmp_path):
    file, _ = published(tmp_path, "instruct")
    rows = sorted(rows_of(take(file)[1]), key=lambda row: int(row["text"].split()[-1].rstrip(".")))
    assert rows[0]["feature"] == "Dialogue, Twist"
    recipe = json.loads(rows[0]["recipe"])
    assert recipe["words"] == "kite, run, glad" and recipe["summary"] == "Somebody finds thing 0."
    assert recipe["sentence"] == "Was it really?"
    assert any(row["feature"] == "" for row in rows), "a missing field is empty"


def test_siblings_never_fall_into_two_splits(tmp_path):
    _, corpus = take(write_parquet(tmp_path / "s.parquet", simple_rows(700)), validation=0.3, test=0.3)
    seen = {split: set(corpus.table(split, ["group"])["group"].to_pylist()) for split in corpus.splits}
    assert not seen["train"] & seen["test"] and not seen["train"] & seen["validation"]
    assert sum(map(len, seen.values())) == 140
    for split, groups in seen.items():
        for group in groups:
            place = int.from_bytes(hashlib.sha256(group.encode()).digest()[:8], "big") / 2**64
            assert split == ("test" if place < 0.3 else "validation" if place < 0.6 else "train")


def test_equal_texts_are_one_group(tmp_path):
    texts = ["A kite flew.", "a  kite FLEW.", "A kite fell."]
    rows = rows_of(take(write_json_lines(tmp_path / "t.jsonl", texts))[1])
    groups = {row["text"]: row["group"] for row in rows}
    assert groups[texts[0]] == groups[texts[1]] != groups[texts[2]]


def test_columns_are_mapped_joined_and_filtered(tmp_path):
    rows = [
        {
            "id": n,
            "prompt": f"Mina ran {n}",
            "rest": " home.",
            "mood": "glad",
            "area": "sea",
            "who": "x" if n % 3 else "y",
        }
        for n in range(30)
    ]
    file = write_csv(tmp_path / "c.csv", rows)
    made, corpus = take(
        file, text_column="prompt+rest", map=("topic=area", "moral=mood", "tone="), where=("who=y",), group_column="who"
    )
    found = rows_of(corpus)
    assert {row["text"] for row in found} == {f"Mina ran {n} home." for n in range(0, 30, 3)}
    assert {(row["topic"], row["moral"], row["tone"], row["group"]) for row in found} == {("sea", "glad", "", "y")}
    assert made.manifest.summary["filtered"] == 20 and made.manifest.summary["labels"]["topic"] == {"sea": 10}


def test_a_folder_is_read_in_the_order_of_names_and_n_stops(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    for part in range(3):
        write_parquet(folder / f"train-{part}.parquet", simple_rows(40))
    (folder / "notes.md").write_text("not a story")
    made, corpus = take(folder, n=50, validation=0, test=0)
    assert made.manifest.name == "data" and corpus.splits["train"] == 50
    origins = [json.loads(row["recipe"])["from"] for row in rows_of(corpus)]
    assert origins[0] == "train-0.parquet:1" and origins[-1] == "train-1.parquet:10"
    assert take(str(folder / "*-2.parquet"))[0].manifest.summary["stories"] == 40


def test_files_are_whole_row_groups_with_checksums(tmp_path):
    texts = [f"Story number {n} is here." for n in range(5_300)]
    made, corpus = take(write_json_lines(tmp_path / "t.jsonl", texts), validation=0.1, test=0, shard=2_000)
    files = sorted(path.name for path in made.path.glob("data/*"))
    assert files == [f"train-{n:05d}.parquet" for n in range(3)] + ["validation-00000.parquet"]
    for split in ("train", "validation"):
        sizes = []
        for path in sorted(made.path.glob(f"data/{split}-*")):
            footer = pq.read_metadata(path)
            sizes += [footer.row_group(number).num_rows for number in range(footer.num_row_groups)]
        assert sum(sizes) == corpus.splits[split] and set(sizes[:-1]) <= {1_000}
    assert pq.read_schema(next(made.path.glob("data/*"))).remove_metadata().equals(STORY_SCHEMA)


def test_datasets_opens_an_import(tmp_path):
    from datasets import load_dataset

    made, corpus = take(write_parquet(tmp_path / "s.parquet", simple_rows(60)), validation=0.2, test=0.2)
    opened = load_dataset("parquet", data_files=str(made.path / "data/train-*.parquet"), split="train", streaming=True)
    assert [row["text"] for row in opened] == corpus.texts("train")
    assert "# 60 stories imported from s" in made.file("README.md").read_text()


def test_a_dataset_laid_out_like_the_hub_is_streamed(tmp_path):
    folder = tmp_path / "some-set"
    folder.mkdir()
    write_json_lines(folder / "train.jsonl", simple_rows(90))
    write_json_lines(folder / "test.jsonl", simple_rows(20))
    made = import_corpus(ImportConfig(hub=str(folder), validation=0, test=0))
    assert made.manifest.name == "some-set"
    assert Corpus.open(made).texts("train") == [story(number) for number in range(90)]
    assert import_corpus(ImportConfig(hub=str(folder), hub_split="test", n=7)).manifest.summary["stories"] == 7
    assert hub_constants.HF_HUB_OFFLINE is True, "offline again as soon as the dataset is read"
    with pytest.raises(StoryscopeError, match="split dev"):
        import_corpus(ImportConfig(hub=str(folder), hub_split="dev"))


def test_the_same_source_is_imported_once_and_a_changed_one_anew(tmp_path):
    file = write_json_lines(tmp_path / "t.jsonl", ["One cup.", "Two cups."])
    first, _ = take(file)
    assert take(file)[0].path == first.path
    assert take(file, types=3)[0].manifest.id != first.manifest.id
    file.write_text(file.read_text().replace("One", "Six"))
    assert take(file)[0].manifest.id != first.manifest.id


def test_the_vocabulary_counts_every_word(tmp_path):
    file, _ = published(tmp_path, "text")
    made, corpus = take(file)
    words = corpus.vocabulary
    told = [word for number in range(N) for word in split_words(story(number))]
    counted = {word: told.count(word) for word in set(told)}
    assert dict(zip(words["types"], words["counts"], strict=True)) == counted
    assert words["counts"] == sorted(words["counts"], reverse=True)
    assert made.manifest.summary["words"] == len(told)
    assert words["names"] == ["mina", "otto", "pavel", "ruth", "zoe"]
    few = take(file, types=5)[1].vocabulary
    assert few["types"] == words["types"][:5]


def test_japanese_is_counted_by_characters(tmp_path):
    texts = [f"むかし、犬が{number}いました。犬は走った。" for number in range(40)]
    made, corpus = take(write_json_lines(tmp_path / "ja.jsonl", texts), validation=0, test=0)
    assert corpus.vocabulary["unit"] == "characters" and "犬" in corpus.vocabulary["types"][:8]
    found = json.loads(corpus_report(CorpusReportConfig(words=200)).file("report.json").read_text())
    assert found["unit"] == "characters" and found["readability"] is None
    assert found["lengths"]["sentences_per_story"]["mean"] == 2.0
    assert found["diversity"]["openings"][0] == {
        **found["diversity"]["openings"][0],
        "words": "む か し",
        "stories": 40,
    }
    assert made.manifest.summary["stories"] == 40


def test_an_import_can_be_reported_and_tokenized(tmp_path):
    file, _ = published(tmp_path, "parquet")
    made, corpus = take(file, test=0.2)
    found = json.loads(corpus_report(CorpusReportConfig(words=1_000, fit=50)).file("report.json").read_text())
    assert found["corpus"] == made.label and found["read"] == corpus.splits["train"]
    assert found["diversity"]["openings_names_masked"][0]["words"] == "one day <name>"
    assert found["diversity"]["openings_names_masked"][0]["share"] == 1.0
    shares = {row["category"]: row for row in found["shares"]}
    assert shares["names"]["word"] in ("mina", "otto", "pavel", "ruth", "zoe")
    assert {row["axis"] for row in found["shortcuts"]} == {"topic", "moral"}
    from workbench.language.tokenizer import TokenizerConfig, load_tokenizer, make_tokenizer

    tokenizer = load_tokenizer(make_tokenizer(TokenizerConfig()).path)
    text = corpus.texts("train", 1)[0]
    assert tokenizer.decode(tokenizer(text)["input_ids"]).split() == text.split()


@pytest.mark.parametrize("layout", ["text", "jsonl", "json", "csv", "parquet"])
def test_a_long_file_is_read_in_bounded_memory(tmp_path, layout):
    import tracemalloc

    texts = [f"{number} " + "word after word " * 60 for number in range(6_000)]
    file = tmp_path / f"long.{layout}"
    if layout == "text":
        file.write_text("<|endoftext|>".join(texts))
    elif layout == "jsonl":
        write_json_lines(file, texts)
    elif layout == "json":
        file.write_text(json.dumps(texts))
    elif layout == "parquet":
        pq.write_table(pa.table({"text": texts}), file, row_group_size=700, compression="none", use_dictionary=False)
    else:
        write_csv(file, [{"text": text} for text in texts])
    assert file.stat().st_size > 5_500_000
    source, done = Source(file, layout), []
    tracemalloc.start()
    count = sum(1 for _ in source.rows(Reading("utf-8", "<|endoftext|>"), done.append))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 6_000 and sum(done) == file.stat().st_size and len(done) >= 5
    assert peak < 4_500_000, "a few blocks, not the file"


def test_the_command_line_imports(tmp_path, capfd):
    from apps.cli.main import main

    file, _ = published(tmp_path, "csv")
    assert (
        main(["import", "--source", str(file), "--map", "tone=theme", "--map", "moral=", "--name", "mine", "--json"])
        == 0
    )
    told = json.loads(capfd.readouterr().out)
    assert (
        told["stories"] == N
        and told["corpus"].startswith("mine-")
        and set(told["labels"]["tone"]) == {"Courage", "Kindness"}
    )
    assert told["labels"]["moral"] == {"": N}
