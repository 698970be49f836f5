"""The whole chain on real input: stories, tokenizer, model, probes, dictionary, features, patching, WinoGrande, report.

Every stage is the function behind a verb of the command line. What is finished is reused; what was interrupted goes on.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from apps.cli.building import attribute
from apps.cli.commands import find
from apps.console import spell_seconds
from apps.demo_ledger import Ledger
from apps.demo_stages import FULL, QUICK, Stage, stages
from workbench.artifacts import Artifact
from workbench.config import load, option
from workbench.progress import SILENT, Progress


@dataclass(frozen=True, kw_only=True)
class DemoConfig:
    """What kind of demo, and whether it ends with the explorer."""

    quick: bool = option(False, "a two-minute miniature of every stage; its numbers mean nothing")
    explore: bool = option(True, "end with the explorer")
    port: int = option(0, "the explorer's port; 0: 8501, or the next one that is free")
    seed: int = option(0, "the seed of everything random")


@dataclass(frozen=True)
class Done:
    """A finished stage; `seconds` is what it took when it was made (None: made elsewhere)."""

    stage: Stage
    artifact: Artifact
    seconds: float | None
    reused: bool


@dataclass(frozen=True)
class DemoResult:
    """What the demo made, stage by stage."""

    stages: tuple[Done, ...]
    seconds: float

    @property
    def artifacts(self) -> list[Artifact]:
        """The artifacts in the order they were made."""
        return [done.artifact for done in self.stages]

    @property
    def summary(self) -> dict[str, Any]:
        """Headline numbers, and each stage with its artifact and time."""
        from apps.headlines import headlines

        made = [
            {
                "stage": done.stage.verb,
                "artifact": f"{done.artifact.manifest.kind}/{done.artifact.label}",
                "path": str(done.artifact.path),
                "seconds": None if done.seconds is None else round(done.seconds, 1),
                "reused": done.reused,
            }
            for done in self.stages
        ]
        return {
            "seconds": round(self.seconds, 1),
            "headlines": [asdict(one) for one in headlines(self.artifacts)],
            "stages": made,
            "report": str(self.stages[-1].artifact.path / "report.html"),
        }


def demo(config: DemoConfig, progress: Progress = SILENT) -> DemoResult:
    """Run every stage that is not finished yet."""
    ledger, begun = Ledger(), time.monotonic()
    plan = stages(QUICK if config.quick else FULL, "quick" if config.quick else "demo", config.seed)
    done: dict[str, Done] = {}
    for number, stage in enumerate(plan, 1):
        refs = {setting: done[verb].artifact.label for setting, verb in stage.reads.items()}
        one = _run(stage, {**stage.settings, **refs}, ledger, progress)
        took = "" if one.seconds is None else f", took {spell_seconds(one.seconds)}"
        how = "reused" if one.reused else "made"
        progress.say(f"[{number}/{len(plan)}] {stage.title}: {how} {one.artifact.label}{took}")
        if stage.verb == "train" and one.reused:
            # A new model has told its stories while it was made.
            _tell_samples(one.artifact, progress)
        done[stage.verb] = one
    return DemoResult(tuple(done.values()), time.monotonic() - begun)


def serve(config: DemoConfig, _: DemoResult, progress: Progress) -> None:
    """Open the explorer on what was made, and serve until it is stopped."""
    if config.explore:
        from apps.explore import ExploreConfig, explore, wait

        wait(config, explore(ExploreConfig(port=config.port), progress), progress)


def _run(stage: Stage, settings: Mapping[str, object], ledger: Ledger, progress: Progress) -> Done:
    artifact = ledger.find(stage.verb, settings)
    if artifact is not None:
        return Done(stage, artifact, ledger.seconds(artifact), reused=True)
    command = find(stage.verb.split())
    assert command is not None, stage.verb
    begun, clock = datetime.now(UTC), time.monotonic()
    config = load(attribute(f"{command.module}:{command.config}"), None, settings)
    artifact = attribute(f"{command.module}:{command.function}")(config, progress)
    reused = datetime.fromisoformat(artifact.manifest.created) < begun
    ledger.keep(stage.verb, settings, artifact, time.monotonic() - clock, reused)
    return Done(stage, artifact, ledger.seconds(artifact), reused)


def _tell_samples(model: Artifact, progress: Progress) -> None:
    """Show a few stories that the model told at the end of its training."""
    samples: list[dict[str, str]] = json.loads(model.file("samples.json").read_text(encoding="utf-8"))
    for sample in samples[:3]:
        progress.say(f"It tells: {sample['text']}")
