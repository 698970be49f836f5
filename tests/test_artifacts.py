"""The store: whole or nothing, found by what it is made of, never silently damaged."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.manifests import canonical


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    return tmp_path


def make(
    kind: str = "corpus",
    name: str = "one",
    config: Mapping[str, object] | None = None,
    parents: tuple[Artifact, ...] = (),
    **files: str,
) -> Artifact:
    with artifacts.create(kind, name, config or {"n": 7}, parents) as draft:
        for file, text in (files or {"payload": "truth"}).items():
            (draft.path / file).write_text(text)
    return artifacts.resolve(kind, draft.id)


def test_what_was_put_in_comes_out() -> None:
    with artifacts.create("corpus", "one", {"n": 7, "out": Path("a/b"), "ks": (2, 3)}) as draft:
        (draft.path / "data").mkdir()
        (draft.path / "data" / "train.txt").write_text("story")
        (draft.path / "scratch").mkdir()
        (draft.path / "scratch" / "half").write_text("x")
        draft.discard("scratch")
        draft.discard("never-was")
        draft.summary["stories"] = 1
    one = artifacts.resolve("corpus")
    assert one.manifest.config == {"n": 7, "out": "a/b", "ks": [2, 3]}
    assert one.manifest.summary == {"stories": 1}
    assert list(one.manifest.files) == ["data/train.txt"]
    assert one.manifest.files["data/train.txt"].bytes == 5
    assert one.file("data/train.txt").read_text() == "story"
    assert artifacts.verify(one) == []
    assert artifacts.finished("corpus", {"ks": [2, 3], "n": 7.0, "out": "a/b"}) == one
    assert [path.name for path in one.path.parent.iterdir()] == [one.label]


def test_identity_is_a_known_number() -> None:
    # sha256 of {"config":{"n":7},"kind":"corpus","parents":[],"schema":1}, so that no release changes it unnoticed.
    assert canonical({"n": 7.0, "a": [1, True, None]}) == '{"a":[1,true,null],"n":7}'
    assert artifacts.identity("corpus", {"n": 7}) == "a4ae5d2664d2"


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_configs = st.dictionaries(st.text(), _values, max_size=5)


@given(config=_configs)
def test_identity_ignores_the_order_of_keys_and_survives_json(config: dict[str, object]) -> None:
    backwards = dict(reversed(list(config.items())))
    again = json.loads(json.dumps(config))
    made = artifacts.identity("corpus", config)
    assert made == artifacts.identity("corpus", backwards) == artifacts.identity("corpus", again)
    assert len(made) == 12


@given(config=_configs, key=st.text(), value=st.integers())
def test_identity_changes_with_everything_it_is_made_of(config: dict[str, object], key: str, value: int) -> None:
    base = artifacts.identity("corpus", config)
    if config.get(key) != value or type(config.get(key)) is bool:
        assert artifacts.identity("corpus", {**config, key: value}) != base
    assert artifacts.identity("model", config) != base
    assert artifacts.identity("corpus", config, schema=2) != base
    assert artifacts.identity("corpus", config, ["corpus/1"]) != base
    both = artifacts.identity("corpus", config, ["corpus/1", "corpus/2"])
    assert both != artifacts.identity("corpus", config, ["corpus/2", "corpus/1"])


def test_the_name_is_no_part_of_the_identity() -> None:
    one = make(name="one")
    assert artifacts.finished("corpus", {"n": 7}) == one
    with pytest.raises(StoryscopeError, match="is there already"), artifacts.create("corpus", "two", {"n": 7}):
        pass


def test_a_changed_argument_never_finds_a_stale_artifact() -> None:
    one = make()
    assert artifacts.finished("corpus", {"n": 8}) is None
    assert artifacts.finished("corpus", {"n": 7}, schema=2) is None
    assert artifacts.finished("corpus", {"n": 7}, [one]) is None
    assert artifacts.finished("corpus", {"n": "7"}) is None


def test_verify_finds_every_kind_of_damage() -> None:
    one = make(a="alpha", b="beta", c="gamma")
    (one.path / "a").write_text("alph")
    (one.path / "b").write_text("BETA")
    (one.path / "c").unlink()
    (one.path / "d").write_text("new")
    found = artifacts.verify(one)
    assert found == [
        "a: 4 bytes instead of 5",
        "c: missing",
        "b: its content has changed",
        "d: not in the manifest",
    ]
    with pytest.raises(StoryscopeError, match=r"damaged \(a: 4 bytes"):
        artifacts.finished("corpus", {"n": 7})


def test_verify_finds_a_manifest_that_was_changed_by_hand() -> None:
    one = make()
    manifest = one.path / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"n": 7', '"n": 8'))
    assert artifacts.verify(artifacts.resolve("corpus")) == [
        "manifest.json: the id does not fit the config and parents"
    ]


@pytest.mark.parametrize("content", [None, "", "{", "[]", "{}", '{"files": 3}', "\x00\x01"])
def test_a_broken_manifest_is_passed_over_and_named(content: str | None) -> None:
    good = make(name="good", config={"n": 11})
    bad = make(name="bad")
    manifest = bad.path / "manifest.json"
    manifest.unlink() if content is None else manifest.write_text(content)
    assert artifacts.listing() == [good]
    assert len(artifacts.problems()) == 1
    assert bad.label in artifacts.problems()[0]
    assert artifacts.resolve("corpus") == good
    with pytest.raises(StoryscopeError, match=bad.label):
        artifacts.resolve("corpus", bad.label)
    with pytest.raises(StoryscopeError, match=bad.label):
        artifacts.finished("corpus", {"n": 7})


def test_resolve_by_name_id_prefix_label_and_path() -> None:
    first = make(name="one", config={"n": 2})
    second = make(name="one", config={"n": 3})
    other = make(name="two", config={"n": 5})
    assert artifacts.resolve("corpus") == artifacts.resolve("corpus", "") == other
    assert artifacts.resolve("corpus", "one") == second
    assert artifacts.resolve("corpus", first.label) == first
    assert artifacts.resolve("corpus", first.manifest.id) == first
    assert artifacts.resolve("corpus", first.manifest.id[:10]) == first
    assert artifacts.resolve("corpus", first.path) == artifacts.resolve("corpus", str(first.path)) == first
    with pytest.raises(StoryscopeError, match="There is no corpus 'three'.") as caught:
        artifacts.resolve("corpus", "three")
    assert other.label in str(caught.value)
    with pytest.raises(StoryscopeError, match="Make one first: storyscope train"):
        artifacts.resolve("model")
    with pytest.raises(StoryscopeError, match="is a corpus, not a model"):
        artifacts.resolve("model", first.path)
    with pytest.raises(StoryscopeError, match="There is no model 'xxx"):
        artifacts.resolve("model", "x" * 5000)  # longer than any path may be


def test_an_id_prefix_that_fits_two_is_refused() -> None:
    ids = [make(name="x", config={"n": n}).manifest.id for n in range(20)]
    letters = [one[0] for one in ids]
    twice = next(letter for letter in letters if letters.count(letter) > 1)
    with pytest.raises(StoryscopeError, match="Give more of it"):
        artifacts.resolve("corpus", twice)


def test_lineage_children_and_removal() -> None:
    corpus = make("corpus")
    tokenizer = make("tokenizer", parents=(corpus,))
    model = make("model", parents=(corpus, tokenizer))
    probe = make("probe", parents=(model, corpus))
    assert artifacts.lineage(probe) == [corpus, tokenizer, model]
    assert artifacts.made_from(probe, "model") == model
    assert artifacts.resolve_beside(probe, "model") == model
    newer = make("model", config={"n": 11})
    assert artifacts.resolve("model") == newer != artifacts.resolve_beside(probe, "model")
    assert artifacts.resolve_beside(probe, "model", newer.label) == newer
    artifacts.remove(newer)
    assert artifacts.made_from(probe, "sae") is None
    assert artifacts.lineage(corpus) == []
    assert artifacts.children(corpus) == [tokenizer, model, probe]
    with pytest.raises(StoryscopeError, match="was used to make: probe"):
        artifacts.remove(model)
    artifacts.remove(probe)
    (model.path.parent / f".removed-{model.label}" / "left").mkdir(parents=True)  # by a removal that was interrupted
    artifacts.remove(model)
    assert artifacts.listing() == [corpus, tokenizer]
    artifacts.remove(corpus, force=True)
    with pytest.raises(StoryscopeError, match="is gone"):
        artifacts.resolve_beside(tokenizer, "corpus")
    # Its child remains, and its lineage is what is still here.
    assert artifacts.lineage(tokenizer) == []


@pytest.mark.parametrize("name", ["../other", "/etc/passwd", "a/../../x", "link"])
def test_a_file_outside_of_the_artifact_is_never_given(name: str, tmp_path: Path) -> None:
    one = make()
    (one.path / "link").symlink_to(tmp_path)
    with pytest.raises(StoryscopeError, match="outside of the artifact"):
        one.file(name)
    with pytest.raises(StoryscopeError, match="outside of the artifact"):
        one.has(name)


def test_a_missing_file_is_named() -> None:
    one = make()
    assert one.has("payload")
    assert not one.has("nothing")
    with pytest.raises(StoryscopeError, match="has no file 'nothing'"):
        one.file("nothing")


@pytest.fixture
def locked_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store where everybody may enter, for tests that go on as a user who may not write there."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        path.chmod(0o755)
        monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(path))
        yield path
        for one in [path, *path.rglob("*")]:
            one.chmod(0o755)


@contextmanager
def an_ordinary_user() -> Iterator[None]:
    """The superuser may do everything, so it becomes somebody else for a while."""
    privileged = os.geteuid() == 0
    if privileged:
        os.seteuid(65534)
    try:
        yield
    finally:
        if privileged:
            os.seteuid(0)


def test_what_may_not_be_read_is_reported_and_not_a_crash(locked_store: Path) -> None:
    one = make(payload="truth", other="more")
    one.file("payload").chmod(0)
    with an_ordinary_user():
        assert artifacts.verify(one) == ["payload: cannot be read (permission denied)"]
    one.file("payload").chmod(0o644)
    (one.path / "manifest.json").chmod(0)
    with an_ordinary_user():
        assert artifacts.listing() == []
        assert "cannot be read: Permission denied" in artifacts.problems()[0]
    (one.path / "manifest.json").chmod(0o644)
    assert locked_store in one.path.parents and artifacts.verify(one) == []


def test_what_may_not_be_removed_stays_whole(locked_store: Path) -> None:
    one = make()
    (locked_store / "corpus").chmod(0o555)
    with (
        an_ordinary_user(),
        pytest.raises(StoryscopeError, match=r"cannot be removed: permission denied\. .*corpus, then run again\."),
    ):
        artifacts.remove(one)
    assert artifacts.verify(one) == []
    (locked_store / "corpus").chmod(0o777)
    one.path.chmod(0o555)
    with an_ordinary_user(), pytest.raises(StoryscopeError, match="write permission"):
        artifacts.remove(one)
