"""The command line: exit codes, sentences, one JSON object, flags made from configs; run as a user runs it."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from apps.cli import building, commands
from apps.cli.commands import COMMANDS, GROUPS, Command
from apps.cli.main import main
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    return tmp_path


def storyscope(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "apps.cli", *words], capture_output=True, text=True, check=False, env=dict(os.environ)
    )


# A verb of our own, to see every path through the machinery without a long run.


@dataclass(frozen=True, kw_only=True)
class Inner:
    rate: float = option(0.25, "how fast")


@dataclass(frozen=True, kw_only=True)
class CountConfig:
    """What `count` needs."""

    n: int = option(7, "how many [0, 100]")
    loud: bool = option(False, "whether to shout")
    layers: tuple[int, ...] = option((2, 3), "which layers")
    out: Path | None = option(None, "where to")
    fail: str = option("", "how to fail")
    inner: Inner = field(default_factory=Inner)


def count(config: CountConfig, progress: Progress = SILENT) -> Artifact:
    progress.say("counting")
    sys.stdout.write("a library that prints\n")
    os.write(1, b"a child that prints\n")
    if config.fail == "user":
        raise StoryscopeError("The count is off.", "Count again.")
    if config.fail == "ours":
        raise ZeroDivisionError("our own mistake")
    if config.fail == "interrupt":
        raise KeyboardInterrupt
    if config.fail == "disk":
        Path("/dev/full").write_text("x" * 100_000)
    settings = {"n": config.n, "layers": config.layers, "rate": config.inner.rate, "loud": config.loud}
    done = artifacts.finished("count", settings)
    if done is not None:
        return done
    with artifacts.create("count", "counted", settings) as draft:
        draft.summary.update(total=config.n, rate=float("nan"), layers=list(config.layers), inner=config.inner.rate)
    return artifacts.resolve("count", draft.id)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Command(
        verb="count",
        module=__name__,
        config="CountConfig",
        function="count",
        help="Count.",
        example="storyscope count --n 3",
        panel="Make",
    )
    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or sys.modules[CountConfig.__module__])
    for module in (commands, building):
        monkeypatch.setattr(module, "COMMANDS", (*COMMANDS, row))


def only_json(text: str) -> dict[str, Any]:
    assert text.count("\n") == 1
    return json.loads(text)


@pytest.mark.usefixtures("counting")
def test_json_is_one_object_and_everything_else_goes_to_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["count", "--json", "--n", "11", "--layers", "5,7", "--inner-rate", "0.5"]) == 0
    out, err = capfd.readouterr()
    made = artifacts.resolve("count")
    assert only_json(out) == {
        "total": 11,
        "rate": None,
        "layers": [5, 7],
        "inner": 0.5,
        "count": made.label,
        "path": str(made.path),
        "reused": False,
    }
    assert "a library that prints" in err
    assert "a child that prints" in err
    assert "counting" in err
    assert main(["count", "--json", "--n", "11", "--layers", "5,7", "--inner-rate", "0.5"]) == 0
    assert only_json(capfd.readouterr().out)["reused"] is True


@pytest.mark.usefixtures("counting")
def test_flags_beat_the_config_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "count.toml"
    file.write_text("n = 13\nloud = true\n[inner]\nrate = 0.75\n")
    assert main(["count", "--config", str(file), "--n", "17", "--json"]) == 0
    made = only_json(capfd.readouterr().out)
    assert (made["total"], made["inner"]) == (17, 0.75)
    assert artifacts.resolve("count").manifest.config["loud"] is True
    assert main(["count", "--config", str(file), "--no-loud", "--print-config"]) == 0
    assert capfd.readouterr().out == 'n = 13\nloud = false\nlayers = [2, 3]\nfail = ""\n\n[inner]\nrate = 0.75\n'


@pytest.mark.usefixtures("counting")
@pytest.mark.parametrize(
    ("how", "code", "says"),
    [
        ("user", 2, "The count is off. Count again.\n"),
        ("disk", 2, "Free some space"),
        ("interrupt", 130, "Interrupted."),
    ],
)
@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_ways_to_fail(how: str, code: int, says: str, flags: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["count", "--fail", how, *flags]) == code
    out, err = capfd.readouterr()
    assert says in err
    assert "Traceback" not in err
    assert "--json" not in flags or out == ""
    assert artifacts.listing() == []


@pytest.mark.usefixtures("counting")
def test_our_own_mistake_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        main(["count", "--fail", "ours"])


@pytest.mark.usefixtures("counting")
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["count", "--n", "many"], "--n='many' is not a whole number."),
        (["count", "--layers", "2,x"], "--layers='x' is not a whole number."),
        (["count", "--inner-rate", "fast"], "--inner-rate='fast' is not a number."),
        (["count", "--ni", "3"], "No such option: --ni"),
        (["count", "--n"], "--n"),
        (["count", "extra"], "extra"),
        (["count", "--config", "none.toml"], "There is no config file none.toml."),
        (["cuont"], "No such command 'cuont'. Did you mean 'count'?"),
        (["sae", "trian"], "No such command 'trian'"),
        (["--nothing"], "No such option: --nothing"),
        (["artifacts", "show"], "Missing argument"),
        (["artifacts", "show", "none"], "There is no artifact 'none'."),
    ],
)
def test_bad_input_gets_its_sentences_and_exit_code_2(
    words: list[str], says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert says in err
    # What is wrong, then what to do, on one line.
    assert err.count("\n") == 1
    assert err.rstrip().endswith(".")


@pytest.mark.usefixtures("counting")
def test_the_plain_table_shows_the_summary(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["count", "--n", "11000"]) == 0
    out = capfd.readouterr().out
    assert "11,000" in out
    assert str(artifacts.resolve("count").path).replace("\n", "") in out.replace("\n", "")


@pytest.mark.usefixtures("counting")
def test_help_of_a_verb_comes_from_its_config(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["count", "--help"]) == 0
    out = re.sub(r"[│\s]+", " ", capfd.readouterr().out)
    for piece in (
        "how many [0, 100] [7]",
        "--inner-rate NUMBER",
        "[2,3]",
        "--no-loud",
        "Example: storyscope count --n 3",
    ):
        assert piece in out


def test_help_names_every_verb_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from apps.cli.main import main; code = main(['--help']); "
        "heavy = {'torch', 'transformers', 'pyarrow', 'plotly', 'streamlit', 'sklearn', 'scipy', 'numpy', 'pandas',"
        " 'transformer_lens', 'sae_lens', 'safetensors'}; "
        "sys.stderr.write(','.join(sorted(heavy & set(sys.modules)))); sys.exit(code)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert answer.returncode == 0
    assert answer.stderr == ""
    for verb in [one.verb.split()[0] for one in COMMANDS] + [*GROUPS]:
        assert f" {verb} " in answer.stdout


@pytest.mark.parametrize("verb", [one.verb for one in COMMANDS])
def test_every_verb_has_help_with_an_example(verb: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main([*verb.split(), "--help"]) == 0
    out = capfd.readouterr().out
    assert f"Example: storyscope {verb}" in re.sub(r"\s+", " ", out)
    assert "--json" in out
    assert "--config" in out


def test_version_and_bare_groups(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert re.fullmatch(r"storyscope \d+\.\d+\.\d+\n", capfd.readouterr().out)
    for words in ([], ["sae"], ["artifacts"]):
        assert main(words) == 0
        assert "Usage: storyscope" in capfd.readouterr().out


def test_artifact_verbs(capfd: pytest.CaptureFixture[str]) -> None:
    with artifacts.create("corpus", "one", {"n": 7}) as draft:
        (draft.path / "payload").write_text("truth")
        draft.summary["stories"] = 7
    corpus = artifacts.resolve("corpus")
    with artifacts.create("model", "one", {"n": 7}, [corpus]):
        pass
    model = artifacts.resolve("model")

    def ask(*words: str, code: int = 0) -> dict[str, Any]:
        assert main(["artifacts", *words, "--json"]) == code
        return only_json(capfd.readouterr().out)

    assert [one["kind"] for one in ask("list")["artifacts"]] == ["corpus", "model"]
    assert [one["name"] for one in ask("list", "corpus")["artifacts"]] == ["one"]
    shown = ask("show", "corpus/one")
    assert shown["summary"]["stories"] == 7
    assert shown["files"]["payload"]["bytes"] == 5
    assert ask("lineage", model.label)["ancestors"] == [corpus.ref]
    assert ask("lineage", f"corpus/{corpus.manifest.id}")["children"] == [model.ref]
    assert ask("verify") == {"checked": 2, "bad": []}
    assert main(["artifacts", "show", "one"]) == 2
    assert "means 2 artifacts" in capfd.readouterr().err
    assert main(["artifacts", "rm", "corpus/one"]) == 2
    assert "was used to make" in capfd.readouterr().err
    (corpus.path / "payload").write_text("false")
    found = ask("verify", code=2)
    assert found == {"checked": 2, "bad": [f"corpus/{corpus.label}: payload: its content has changed"]}
    assert ask("rm", "model/one")["removed"] == model.ref
    for words in (["list"], ["show", "corpus/one"], ["lineage", "corpus/one"], ["rm", "corpus/one"]):
        assert main(["artifacts", *words]) == 0
    assert artifacts.listing() == []


def test_a_broken_manifest_is_told_and_counted(store: Path) -> None:
    (store / "corpus" / "x-1").mkdir(parents=True)
    (store / "corpus" / "x-1" / "manifest.json").write_text("{")
    answer = storyscope("artifacts", "list")
    assert answer.returncode == 0
    assert "x-1" in answer.stderr
    answer = storyscope("artifacts", "verify", "--json")
    assert answer.returncode == 2
    assert only_json(answer.stdout)["checked"] == 1
    assert len(only_json(answer.stdout)["bad"]) == 1


def test_a_reader_that_leaves_is_no_error() -> None:
    command = f"{sys.executable} -m apps.cli --help | head -n 1"
    answer = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in answer.stderr
