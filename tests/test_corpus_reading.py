import pyarrow.parquet as pq
import pytest

from tests.composers import NAMES, VOCABULARY, tell_apart
from workbench.errors import StoryscopeError
from workbench.records import STORY_SCHEMA
from workbench.stories import shards
from workbench.stories.corpus import Corpus, GenerateConfig, write_corpus
from workbench.stories.words import split_words


@pytest.fixture(autouse=True)
def shelf(tmp_path, monkeypatch):
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A corpus over seven shards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("shelf")))
        config = GenerateConfig(n=2_003, stories_per_file=307, validation=0.07, test=0.11, workers=1)
        return write_corpus(config, tell_apart, VOCABULARY, "tell_apart")


def test_reader_filters_limits_and_finds(made):
    corpus = Corpus.open(made)
    everything = list(corpus.stories("train"))
    wanted = [story for story in everything if story.tone == "sad" and story.topic in ("home", "sea")]
    where = {"tone": "sad", "topic": ["home", "sea"]}
    assert list(corpus.stories("train", where=where)) == wanted
    assert corpus.texts("train", limit=7, where=where) == [story.text for story in wanted[:7]]
    assert corpus.texts("train", limit=7) == [story.text for story in everything[:7]]
    assert corpus.texts("train", limit=0) == []
    numbers = corpus.numbers("train", where)
    assert [everything[number] for number in numbers] == wanted
    assert len(corpus.numbers("train")) == len(everything) == corpus.splits["train"]
    assert corpus.table("train", ["id", "facts"], limit=3).column_names == ["id", "facts"]
    assert corpus.table("train", ["id"], where={"tone": "no such tone"}).num_rows == 0
    for number in (0, 1, 306, 307, len(everything) - 1):
        assert corpus.story("train", number) == everything[number]


@pytest.mark.parametrize(
    ("ask", "fragment"),
    [
        (lambda corpus: corpus.texts("dev"), "no split 'dev'. Use one of: train"),
        (lambda corpus: corpus.table("test", ["words"]), "no column 'words'"),
        (lambda corpus: corpus.texts("test", where={"mood": "sad"}), "no label 'mood'"),
        (lambda corpus: corpus.texts("test", where={"facts": "sad"}), "no label 'facts'"),
        (lambda corpus: corpus.story("test", 10**6), "no story number 1000000"),
        (lambda corpus: corpus.story("test", -1), "no story number -1"),
    ],
)
def test_reader_says_what_there_is(made, ask, fragment):
    with pytest.raises(StoryscopeError, match=fragment):
        ask(Corpus.open(made))


def test_damaged_and_empty_corpora_are_reported():
    made = write_corpus(GenerateConfig(n=60, workers=1), tell_apart, VOCABULARY, "tell_apart")
    file = made.file("data/train-00000.parquet")
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(StoryscopeError, match=r"train-00000\.parquet of this corpus cannot be read"):
        Corpus.open(made).texts("train")
    for path in made.path.glob("data/*"):
        path.unlink()
    with pytest.raises(StoryscopeError, match="has no stories"):
        Corpus.open(made)


def test_a_changed_byte_is_found_wherever_it_is():
    made = write_corpus(GenerateConfig(n=250, test=0, validation=0, workers=1), tell_apart, VOCABULARY, "tell_apart")
    file = made.file("data/train-00000.parquet")
    whole, good = file.read_bytes(), Corpus.open(made).table("train")
    refused = 0
    places = [*range(0, len(whole), 229), *range(len(whole) - 7_000, len(whole), 61)]
    for place in places:
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        try:
            # A few bytes say nothing of the content, such as the name of the program that wrote it.
            assert Corpus.open(made).table("train").equals(good), f"byte {place} changed the stories"
        except StoryscopeError as error:
            refused += 1
            assert "train-00000.parquet of this corpus cannot be read" in str(error)
    assert refused > 0.7 * len(places)


def test_a_changed_shard_of_unchanged_size_is_noticed():
    made = write_corpus(GenerateConfig(n=400, workers=1), tell_apart, VOCABULARY, "tell_apart")
    told = Corpus.open(made).table("train")
    file = made.file("data/train-00000.parquet")
    whole = file.read_bytes()
    footer = int.from_bytes(whole[-8:-4], "little") + 8
    noticed = harmless = 0
    for place in range(40, len(whole) - footer, (len(whole) - footer) // 60):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            # Some bytes are of page headers, where not every field says anything.
            harmless += Corpus.open(made).table("train").equals(told)
        except StoryscopeError as error:
            assert "cannot be read" in str(error) and "artifacts verify" in str(error)
            noticed += 1
    assert noticed + harmless >= 60 and noticed > 55
    file.write_bytes(whole)
    assert Corpus.open(made).table("train").equals(told)


def test_files_are_plain_parquet_in_small_row_groups(tmp_path):
    order = shards.Order(folder=tmp_path, compose=tell_apart, seed=0, tier="", validation=0.0, test=0.0)
    shards.write_shard(order, shards.Shard(4, 0, 1_003))
    (file,) = tmp_path.glob("data/*")
    assert file.name == "train-00004.parquet"
    footer = pq.read_metadata(file)
    assert [footer.row_group(number).num_rows for number in range(footer.num_row_groups)] == [1_000, 3]
    assert footer.row_group(0).column(0).compression == "ZSTD"
    assert footer.schema.to_arrow_schema().equals(STORY_SCHEMA)


def test_splits_without_stories_are_empty():
    made = write_corpus(GenerateConfig(n=40, test=0, validation=0, workers=1), tell_apart, VOCABULARY, "tell_apart")
    corpus = Corpus.open(made)
    assert corpus.splits == {"train": 40, "validation": 0, "test": 0}
    assert corpus.texts("test") == list(corpus.stories("test")) == []


def test_the_datasets_library_opens_it(made, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    patterns = {split: str(made.path / "data" / f"{split}-*.parquet") for split in ("train", "validation", "test")}
    cache = str(tmp_path / "cache")
    opened = datasets.load_dataset("parquet", data_files=patterns, cache_dir=cache)
    corpus = Corpus.open(made)
    assert {split: len(part) for split, part in opened.items()} == corpus.splits
    assert opened["test"]["text"][:] == corpus.texts("test")
    assert opened["train"][5]["facts"] == corpus.table("train", ["facts"], 6)["facts"].to_pylist()[5]
    by_card = datasets.load_dataset(str(made.path), cache_dir=cache)
    assert {split: len(part) for split, part in by_card.items()} == corpus.splits


def test_words_are_cut_as_the_tokenizer_cuts_them(made):
    from workbench.language.tokenizer import build_word_level, encode_batch

    texts = [
        *Corpus.open(made).texts("test", 50),
        'Anna\'s hat didn\'t fall. "Oh! I saw it," said Tim. "It was Sue\'s!"',
    ]
    types = sorted({word for text in texts for word in split_words(text)})
    tokenizer = build_word_level({"types": types, "names": [name.lower() for name in NAMES]})
    ids = encode_batch(tokenizer, texts)
    assert [tokenizer.convert_ids_to_tokens(row) for row in ids] == [split_words(text) for text in texts]
