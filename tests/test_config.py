"""Configs are strict: what is wrong is named, what is right comes back unchanged."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.config import load, option, parse_text, settings, to_dict, to_toml
from workbench.errors import StoryscopeError


@dataclass(frozen=True, kw_only=True)
class Schedule:
    lr: float = option(0.001, "the highest learning rate")
    warmup: int = option(7, "steps of warmup")


@dataclass(frozen=True, kw_only=True)
class Run:
    name: str = option("run", "its name")
    steps: int = option(11, "how many steps")
    fast: bool = option(False, "whether to hurry")
    layers: tuple[int, ...] = option((2, 3), "which layers")
    span: tuple[float, float] = option((0.5, 0.75), "from and to")
    out: Path | None = option(None, "where to")
    site: Literal["pre", "post"] = option("pre", "which site")
    schedule: Schedule = field(default_factory=Schedule)
    slow: Schedule = field(default=Schedule(lr=0.0625), metadata={"help": "another schedule"})

    def __post_init__(self) -> None:
        if self.steps < 0:
            raise StoryscopeError(f"steps={self.steps} is negative.", "Give 0 or more.")


def test_defaults_come_without_a_file() -> None:
    assert load(Run) == Run()


def test_flags_beat_the_file_which_beats_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "run.toml"
    file.write_text('name = "filed"\nsteps = 13\nlayers = [5]\n[schedule]\nlr = 2\nwarmup = 17\n')
    loaded = load(Run, file, {"steps": 19, "schedule.warmup": 23})
    assert loaded == Run(name="filed", steps=19, layers=(5,), schedule=Schedule(lr=2.0, warmup=23))
    assert type(loaded.schedule.lr) is float


def test_nested_overrides_merge_into_a_file_section(tmp_path: Path) -> None:
    file = tmp_path / "run.toml"
    file.write_text("[schedule]\nlr = 0.5\n")
    assert load(Run, file, {"schedule": {"warmup": 3}}).schedule == Schedule(lr=0.5, warmup=3)


def test_part_of_a_section_keeps_the_default_that_its_owner_chose() -> None:
    assert load(Run, None, {"slow.warmup": 3}).slow == Schedule(lr=0.0625, warmup=3)
    shown = {one.flag: one.default for one in settings(Run)}
    assert shown["--slow-lr"] == 0.0625
    assert shown["--schedule-lr"] == 0.001


@pytest.mark.parametrize(
    ("overrides", "says"),
    [
        ({"stepz": 1}, "There is no setting 'stepz'. Did you mean 'steps'?"),
        ({"schedule.warmups": 1}, "There is no setting 'warmups' in [schedule]. Did you mean 'warmup'?"),
        ({"zzzzzz": 1}, "The settings are: name, steps"),
        ({"steps": "many"}, "steps='many' is not a whole number."),
        ({"steps": 1.5}, "steps=1.5 is not a whole number."),
        ({"steps": True}, "steps=True is not a whole number."),
        ({"fast": 1}, "fast=1 is not true or false."),
        ({"schedule.lr": "x"}, "schedule.lr='x' is not a number."),
        ({"schedule.lr": float("nan")}, "schedule.lr=nan is not a finite number."),
        ({"schedule.lr": 10**400}, "is not a number."),
        ({"schedule": 3}, "'schedule' is a section"),
        ({"layers": [1, "a"]}, "layers='a' is not a whole number."),
        ({"layers": 3}, "layers=3 is not a list of whole numbers."),
        ({"span": [1.0]}, "span=[1.0] is not a list of 2 numbers."),
        ({"site": "middle"}, "site='middle' is not a choice. Choose from pre, post."),
        ({"steps": -1}, "steps=-1 is negative. Give 0 or more."),
    ],
)
def test_what_is_wrong_is_named(overrides: dict[str, object], says: str) -> None:
    with pytest.raises(StoryscopeError) as caught:
        load(Run, None, overrides)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"), [(b"steps = = 3", "not a valid TOML"), (b"name = '\xff'", "not a valid TOML")]
)
def test_a_broken_file_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes(content)
    with pytest.raises(StoryscopeError, match=says) as caught:
        load(Run, file)
    assert str(file) in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(StoryscopeError, match="There is no config file"):
        load(Run, tmp_path / "none.toml")
    with pytest.raises(StoryscopeError, match="cannot be read"):
        load(Run, tmp_path)


def test_a_setting_without_default_must_be_given() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Needs:
        size: int

    with pytest.raises(StoryscopeError, match="'size' has no value"):
        load(Needs)
    assert load(Needs, None, {"size": 2}).size == 2


_texts = st.text(st.characters(exclude_categories=["Cs"]))
_floats = st.floats(allow_nan=False, allow_infinity=False)
_schedules = st.builds(Schedule, lr=_floats, warmup=st.integers(-(2**62), 2**62))
_runs = st.builds(
    Run,
    name=_texts,
    steps=st.integers(0, 2**62),
    fast=st.booleans(),
    layers=st.lists(st.integers(-99, 99)).map(tuple),
    span=st.tuples(_floats, _floats),
    out=st.none() | st.sampled_from([Path("a/b"), Path("/x")]),
    site=st.sampled_from(["pre", "post"]),
    schedule=_schedules,
    slow=_schedules,
)


@given(run=_runs)
def test_toml_gives_back_every_config(run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("toml") / "run.toml"
    file.write_text(to_toml(run), encoding="utf-8", newline="")
    assert load(Run, file) == run


@given(run=_runs)
def test_dict_gives_back_every_config(run: Run) -> None:
    assert load(Run, None, to_dict(run)) == run


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (int, "17", 17),
        (float, "1e-3", 0.001),
        (float, "3", 3.0),
        (bool, "yes", True),
        (str, "1", "1"),
        (Path, "a/b", Path("a/b")),
        (int | None, "none", None),
        (int | None, "5", 5),
        (tuple[int, ...], "2,3, 5", (2, 3, 5)),
        (tuple[int, ...], "", ()),
        (tuple[float, float], "0.5,1", (0.5, 1.0)),
        (tuple[str, ...], "a,b", ("a", "b")),
        (Literal["pre", "post"], "post", "post"),
    ],
)
def test_flag_texts_are_read_as_their_type(kind: object, text: str, value: object) -> None:
    read = parse_text(kind, text, "--flag")
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"), [(int, "1.5"), (int, ""), (float, "x"), (bool, "perhaps"), (tuple[int, int], "1"), (int, "none")]
)
def test_flag_texts_of_a_wrong_type_are_refused(kind: object, text: str) -> None:
    with pytest.raises(StoryscopeError, match="--flag="):
        parse_text(kind, text, "--flag")
