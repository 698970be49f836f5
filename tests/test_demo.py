"""The demo end to end, for real and small; then again, which must reuse everything and import nothing heavy."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from apps import demo as demo_module
from apps.cli.commands import COMMANDS
from apps.demo import DemoConfig, demo
from apps.demo_ledger import Ledger
from apps.demo_stages import FULL, QUICK, Stage, stages
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import load, settings
from workbench.progress import SILENT, Progress


@pytest.mark.parametrize("sizes", [FULL, QUICK])
def test_the_plan_fits_the_verbs_and_their_configs(sizes: object) -> None:
    from apps.cli.building import attribute

    verbs = {one.verb: one for one in COMMANDS}
    seen: list[str] = []
    for stage in stages(sizes, "demo", 3):  # type: ignore[arg-type] - a parameter of pytest
        command = verbs[stage.verb]
        config = attribute(f"{command.module}:{command.config}")
        known = {one.path[0] for one in settings(config)}
        assert {*stage.settings, *stage.reads} <= known, stage.verb
        load(config, None, {**stage.settings, **dict.fromkeys(stage.reads, "demo")})
        assert set(stage.reads.values()) <= set(seen), f"{stage.verb} reads what is not made yet"
        seen.append(stage.verb)


# A chain of two tiny stages of our own shows how the demo remembers.


@dataclass(frozen=True, kw_only=True)
class LinkConfig:
    n: int = 2
    parent: str = ""


RUNS: list[str] = []


def link(config: LinkConfig, progress: Progress = SILENT) -> Artifact:
    progress.say("linking")
    parents = [artifacts.resolve("link", config.parent)] if config.parent else []
    done = artifacts.finished("link", {"n": config.n}, parents)
    if done is not None:
        return done
    RUNS.append(f"{config.n}{'+' if parents else ''}")
    with artifacts.create("link", "chain", {"n": config.n}, parents) as draft:
        (draft.path / "payload").write_text(str(config.n))
    made = artifacts.finished("link", {"n": config.n}, parents)
    assert made is not None
    return made


class _Row:
    module, config, function = __name__, "LinkConfig", "link"


@pytest.fixture
def chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Two stages whose settings the test may change."""
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    RUNS.clear()
    sizes = {"first": 2, "second": 3}

    def plan(*_: object) -> tuple[Stage, ...]:
        return (
            Stage(title="First", verb="first", settings={"n": sizes["first"]}),
            Stage(title="Second", verb="second", settings={"n": sizes["second"]}, reads={"parent": "first"}),
        )

    def verb(_: list[str]) -> type[_Row]:
        return _Row

    monkeypatch.setattr(demo_module, "stages", plan)
    monkeypatch.setattr(demo_module, "find", verb)
    return sizes


def reused() -> list[bool]:
    return [done.reused for done in demo(DemoConfig()).stages]


def test_a_second_run_reuses_everything(chain: Mapping[str, int]) -> None:
    assert reused() == [False, False]
    assert reused() == [True, True]
    assert [str(chain["first"]), f"{chain['second']}+"] == RUNS


def test_a_changed_setting_remakes_its_stage_and_what_reads_it(chain: dict[str, int]) -> None:
    reused()
    chain["second"] = 5
    assert reused() == [True, False]
    chain["first"] = 7
    assert reused() == [False, False]
    chain["first"], chain["second"] = 2, 3
    assert reused() == [True, True]


@pytest.mark.usefixtures("chain")
def test_a_lost_ledger_costs_time_only(tmp_path: Path) -> None:
    reused()
    for damage in ("{", '{"made": 3}', None):
        ledger = tmp_path / ".demo-ledger.json"
        ledger.unlink() if damage is None else ledger.write_text(damage)
        assert reused() == [True, True]
    assert len(RUNS) == 2


@pytest.mark.usefixtures("chain")
def test_a_removed_or_damaged_artifact_is_not_reused() -> None:
    second = demo(DemoConfig()).artifacts[1]
    artifacts.remove(second)
    assert reused() == [True, False]
    (second.path / "payload").write_text("cut")
    settings_of_second = {"n": 3, "parent": artifacts.lineage(second)[0].label}
    assert Ledger().find("second", settings_of_second) is None


@pytest.mark.slow
@pytest.mark.xdist_group("demo")
def test_the_quick_demo_runs_for_real_and_then_reuses_everything(tmp_path: Path) -> None:
    # Wide, so that no cell of a table is broken over two lines.
    environment = {**os.environ, "STORYSCOPE_ARTIFACTS": str(tmp_path), "COLUMNS": "200"}
    command = [sys.executable, "-m", "apps.cli", "demo", "--quick", "--no-explore"]
    first = subprocess.run([*command, "--json"], env=environment, capture_output=True, text=True, check=False)
    assert first.returncode == 0, first.stderr
    made = json.loads(first.stdout)
    assert [one["reused"] for one in made["stages"]] == [False] * len(made["stages"])
    assert {one["stage"] for one in made["stages"]} == {one.verb for one in stages(QUICK, "quick", 0)}
    names = {one["name"] for one in made["headlines"]}
    assert {"Labelled stories", "Validation bits per byte", "Probe: moral", "WinoGrande"} <= names
    assert any(name.startswith("Patching") for name in names)
    report = Path(made["report"]).read_text(encoding="utf-8")
    assert "WinoGrande" in report

    # Whole artifacts, each with its lineage back to the corpus.
    checked = subprocess.run(
        [sys.executable, "-m", "apps.cli", "artifacts", "verify", "--json"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["checked"] >= len(made["stages"])

    code = (
        "import sys; from apps.cli.main import main; code = main(['demo', '--quick', '--no-explore', '--json']); "
        "sys.stderr.write('HEAVY ' + ','.join({'torch', 'transformers', 'sae_lens', 'sklearn'} & set(sys.modules)));"
        " sys.exit(code)"
    )
    again = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    second = json.loads(again.stdout)
    assert all(one["reused"] for one in second["stages"])
    assert [one["artifact"] for one in second["stages"]] == [one["artifact"] for one in made["stages"]]
    assert [one["seconds"] for one in second["stages"]] == [one["seconds"] for one in made["stages"]]
    assert again.stderr.endswith("HEAVY ")

    shown = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "What was measured" in shown.stdout
    assert "Validation bits per byte" in shown.stdout
