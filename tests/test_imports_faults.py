"""What is wrong with a source is said, counted and shown; nothing half-written is ever seen."""

import gzip
import json
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.story_files import simple_rows, story, write_csv, write_json_lines, write_parquet
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.stories.corpus import Corpus
from workbench.stories.imports import ImportConfig, import_corpus


@pytest.fixture(autouse=True)
def shelf(tmp_path, monkeypatch):
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))


def take(place, **values):
    return import_corpus(ImportConfig(source=str(place), validation=0, test=0, **values))


def refused(place, pattern, **values):
    with pytest.raises(StoryscopeError, match=pattern) as caught:
        take(place, **values)
    assert artifacts.listing() == [], "nothing half-written"
    return str(caught.value)


GOOD = [json.dumps({"story": story(number)}).encode() for number in range(6)]
BAD_LINES = [
    (b"{not json", "line? row 3, not JSON"),
    (b'{"story": "caf\xe9"}', r"row 3, not utf-8 \(byte 0xe9 at 14\)"),
    (b'{"text": "here"}', "row 3, no text in story"),
    (b'{"story": 7}', "row 3, no text in story"),
    (b'{"story": "a \\u0000 b"}', "row 3, it holds NUL"),
    (b'{"story": "a \\ud800 b"}', "row 3, not utf-8"),
    (b"[1, 2]", "row 3, a JSON list"),
    (b"[" * 100_000, "row 3, not JSON"),
    (json.dumps({"story": "word " * 210_000}).encode(), "row 3, 1,050,000 characters, more than 100,000"),
]


@pytest.mark.parametrize(("line", "told"), BAD_LINES)
def test_a_corrupted_line_is_refused_or_skipped(tmp_path, line, told):
    file = tmp_path / "s.jsonl"
    file.write_bytes(b"\n".join([*GOOD[:2], line, *GOOD[2:]]) + b"\n")
    message = refused(file, told.replace("line? ", ""))
    assert "--bad skip" in message and len(message) < 400
    made = take(file, bad="skip")
    assert made.manifest.summary["corrupted"] == 1
    assert re.search(told.replace("line? ", ""), made.manifest.summary["first_corrupted"][0])
    assert Corpus.open(made).texts("train") == [story(number) for number in range(6)]


def test_a_megabyte_story_is_taken_when_it_may_be(tmp_path):
    file = write_json_lines(tmp_path / "s.jsonl", ["word " * 210_000, "Short."])
    assert take(file, longest=2_000_000).manifest.summary["words"] == 210_002


def test_many_corrupted_rows_are_counted_and_five_shown(tmp_path, capfd):
    file = tmp_path / "s.jsonl"
    file.write_bytes(b"\n".join([*GOOD, *[b"oops"] * 40, b"", b"  "]))
    assert "many so far" in refused(file, "s.jsonl has corrupted rows")
    from apps.cli.main import main

    assert main(["import", "--source", str(file), "--bad", "skip", "--json"]) == 0
    told = capfd.readouterr()
    assert json.loads(told.out)["corrupted"] == 40 and len(json.loads(told.out)["first_corrupted"]) == 5
    assert "40 corrupted rows were skipped; the first: s.jsonl row 7, not JSON" in told.err
    assert main(["import", "--source", str(tmp_path / "none.jsonl")]) == 2


def test_bad_rows_of_a_table(tmp_path):
    file = write_csv(tmp_path / "s.csv", [{"story": story(n), "topic": "sea"} for n in range(4)])
    content = file.read_bytes()
    file.write_bytes(content + b"only one cell\r\na,b,c\r\n" + b"caf\xe9 went home,sea\r\n" + b'"never closed,sea\r\n')
    message = refused(file, r"1 cells where the header has 2: only one cell; s.csv row 6, 3 cells")
    assert "row 7, not utf-8" in message and "row 8, 1 cells" in message
    assert take(file, bad="skip").manifest.summary["stories"] == 4


def test_instruct_without_a_story(tmp_path):
    good = f"Words: a, b\nSummary: It is.\nStory:\n{story(1)}"
    (tmp_path / "i.txt").write_text(f"{good}\n<|endoftext|>\nWords: c\nSummary: lost\n<|endoftext|>\n{good}")
    refused(tmp_path / "i.txt", "row 2, no field 'Story:': Words: c")
    assert take(tmp_path / "i.txt", bad="skip").manifest.summary["stories"] == 2


def test_bytes_in_text_that_are_not_utf8(tmp_path):
    pieces = [story(0).encode(), b"Caf\xe9 closed.", story(1).encode()]
    (tmp_path / "t.txt").write_bytes(b"\n<|endoftext|>\n".join(pieces))
    refused(tmp_path / "t.txt", "row 2, not utf-8")
    assert "Café closed." in Corpus.open(take(tmp_path / "t.txt", encoding="latin-1")).texts("train")


def test_parquet_that_is_cut_or_changed(tmp_path):
    file = write_parquet(tmp_path / "s.parquet", simple_rows(400))
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    refused(file, "s.parquet is no whole Parquet file")
    pq.write_table(pa.Table.from_pylist(simple_rows(400)), file, write_page_checksum=True, compression="none")
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 3] ^= 1
    file.write_bytes(bytes(changed))
    refused(file, "s.parquet is damaged after row 0")


def test_parquet_text_that_is_not_utf8(tmp_path):
    raw = pa.array([b"One cup.", b"bad \xff cup", b"Two cups."])
    text = pa.Array.from_buffers(pa.string(), 3, raw.buffers())
    pq.write_table(pa.table({"text": text}), tmp_path / "s.parquet")
    refused(tmp_path / "s.parquet", "row 2, not utf-8")
    assert Corpus.open(take(tmp_path / "s.parquet", bad="skip")).texts("train") == ["One cup.", "Two cups."]


@pytest.mark.parametrize(
    ("content", "pattern"),
    [
        ('["a cup", "b cup"', "breaks off after element 2: it is cut short"),
        ('["a cup", "b cu', "breaks off after element 1"),
        ('["a cup" "b cup"]', None),
        ('["a cup", oops]', "breaks off after element 1"),
        ('["a cup"] trailing', "breaks off after element 1"),
        ("[]", "No story was found"),
        ("[1, 2]", "a JSON int, not an object or a string"),
    ],
)
def test_lists_that_are_no_lists(tmp_path, content, pattern):
    (tmp_path / "s.json").write_text(content)
    if pattern is None:  # a missing comma is forgiven: the elements are whole
        assert take(tmp_path / "s.json").manifest.summary["stories"] == 2
    else:
        refused(tmp_path / "s.json", pattern)


def test_a_list_longer_than_a_block_is_read_whole(tmp_path):
    texts = [f"{number} " + "long word " * 3_000 for number in range(120)]
    (tmp_path / "s.json").write_text(json.dumps(texts, indent=2))
    assert Corpus.open(take(tmp_path / "s.json")).texts("train") == texts


def test_other_ways_to_be_no_source(tmp_path):
    (tmp_path / "empty.jsonl").write_text("")
    refused(tmp_path / "empty.jsonl", "empty.jsonl is empty")
    (tmp_path / "blank.jsonl").write_text("\n\n \n")
    refused(tmp_path / "blank.jsonl", "No story was found")
    (tmp_path / "wide.txt").write_bytes("One cup.".encode("utf-16"))
    refused(tmp_path / "wide.txt", "UTF-16.*iconv")
    (tmp_path / "s.jsonl.gz").write_bytes(gzip.compress(b"\n".join(GOOD) * 400)[:-30])
    refused(tmp_path / "s.jsonl.gz", "no whole gzip file")
    (tmp_path / "t.jsonl.gz").write_bytes(b"not gzip")
    refused(tmp_path / "t.jsonl.gz", "no gzip file|no whole gzip file")
    (tmp_path / "story.doc").write_text("One cup.")
    refused(tmp_path / "story.doc", "layout of story.doc cannot be told.*--layout")
    refused(tmp_path / "nowhere", "nothing to import at")
    refused(tmp_path / "*.nothing", "nothing to import at")
    (tmp_path / "none").mkdir()
    refused(tmp_path / "none", "nothing to import at")
    (tmp_path / "bom.jsonl").write_bytes(b"\xef\xbb\xbf" + GOOD[0])
    assert take(tmp_path / "bom.jsonl").manifest.summary["stories"] == 1


def test_a_text_without_its_delimiter_is_one_story_or_too_long(tmp_path, monkeypatch):
    (tmp_path / "t.txt").write_text("\n\n".join(story(number) for number in range(1_000)))
    refused(tmp_path / "t.txt", "row 1, .* characters, more than 100,000")
    assert take(tmp_path / "t.txt", delimiter="\\n\\n").manifest.summary["stories"] == 2_000
    monkeypatch.setattr("workbench.stories.imports.rows._LONGEST", 1 << 16)
    artifacts.remove(artifacts.resolve("corpus"))
    refused(tmp_path / "t.txt", r"no delimiter '<\|endoftext\|>'.*--delimiter")


@pytest.mark.parametrize(
    ("values", "pattern"),
    [
        ({"text_column": "stroy"}, "s.csv: There is no column 'stroy'. Did you mean 'story'.* There is: story, topic"),
        ({"text_column": "story+nope"}, "no column 'nope'"),
        ({"map": ("topic=them",)}, "no column 'them'. Did you mean 'theme'"),
        ({"map": ("colour=theme",)}, "no label 'colour'. Map one of: topic"),
        ({"map": ("topic",)}, "'topic' is no pair.*--map topic=theme"),
        ({"where": ("modle=x",)}, "no column 'modle'. Did you mean 'model'"),
        ({"where": ("model=nobody",)}, "No story was found: 0 rows were empty, 5 filtered"),
        ({"group_column": "generation"}, "no column 'generation'. Did you mean 'generation_id'"),
        ({"encoding": "utf-99"}, "no encoding 'utf-99'"),
        ({"encoding": "utf-16"}, "cannot be streamed.*iconv"),
    ],
)
def test_wrong_columns_and_flags(tmp_path, values, pattern):
    refused(write_csv(tmp_path / "s.csv", simple_rows(5)), pattern, **values)


def test_no_column_looks_like_a_story(tmp_path):
    refused(write_csv(tmp_path / "s.csv", [{"a": 1, "b": 2}]), "No column looks like the story.*there is: a, b")


@pytest.mark.parametrize(
    ("values", "pattern"),
    [
        ({}, "nothing to import"),
        ({"source": "x", "hub": "y"}, "nothing to import"),
        ({"source": "x", "n": -1}, "n=-1"),
        ({"source": "x", "types": 0}, "types=0"),
        ({"source": "x", "validation": 0.5, "test": 0.5}, "no stories to train on"),
        ({"source": "x", "delimiter": ""}, "delimiter is empty"),
    ],
)
def test_impossible_imports_are_refused(values, pattern):
    with pytest.raises(StoryscopeError, match=pattern):
        ImportConfig(**values)


def test_what_a_stopped_run_left_is_not_seen_and_not_kept(tmp_path):
    file = write_json_lines(tmp_path / "s.jsonl", [story(number) for number in range(9)])
    made = take(file)
    partial = made.path.with_name(f".partial-{made.label}")
    artifacts.remove(made)
    (partial / "data").mkdir(parents=True)
    (partial / "data" / "train-00007.parquet").write_bytes(b"half")
    assert artifacts.listing() == []
    again = take(file)
    assert again.path == made.path and [path.name for path in again.path.glob("data/*")] == ["train-00000.parquet"]
    assert artifacts.verify(again) == []


def test_mojibake_is_counted_and_mended_when_asked(tmp_path):
    file = write_json_lines(tmp_path / "s.jsonl", ["It was Tomâ€™s cafÃ©.", "â€œBut whyâ€\x9d, said the café.", "   "])
    made = take(file)
    assert (made.manifest.summary["mojibake"], made.manifest.summary["empty"]) == (2, 1)
    assert "Tomâ€™s" in Corpus.open(made).texts("train")[0]
    assert Corpus.open(take(file, mend=True)).texts("train") == ["It was Tom’s café.", "“But why”, said the café."]


def test_repeats_are_left_out_when_asked(tmp_path):
    (tmp_path / "d").mkdir()
    for part in range(2):
        write_json_lines(tmp_path / "d" / f"{part}.jsonl", ["One cup.", "Two cups.", "One cup.", f"Part {part}."])
    assert take(tmp_path / "d").manifest.summary["stories"] == 8
    made = take(tmp_path / "d", unique=True)
    assert Corpus.open(made).texts("train") == ["One cup.", "Two cups.", "Part 0.", "Part 1."]
    assert made.manifest.summary["repeated"] == 4
