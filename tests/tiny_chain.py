"""The whole chain in miniature, through the real entry points: what the pages and the report are tested on.

Run as a script it makes the chain in the folder it is given: the checks of shapes that tests run under slow training
down, and compiling does not bear them.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from apps.cli.building import attribute
from apps.cli.commands import find
from apps.demo_stages import QUICK, stages
from workbench.artifacts import Artifact
from workbench.config import load

SIZES = replace(
    QUICK,
    stories=600,
    probe_train=150,
    probe_test=40,
    d_sae=37,
    sae_tokens=6_000,
    feature_tokens=3_000,
    pairs=11,
    items=22,
)


@contextmanager
def artifact_folder(folder: Path) -> Iterator[None]:
    """Work on the artifacts in `folder`."""
    before = os.environ.get("STORYSCOPE_ARTIFACTS")
    os.environ["STORYSCOPE_ARTIFACTS"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["STORYSCOPE_ARTIFACTS"]
        else:
            os.environ["STORYSCOPE_ARTIFACTS"] = before


def make_chain(folder: Path) -> dict[str, Artifact]:
    """Run every stage of the demo in `folder`, or reuse what another worker has made there; verb -> artifact."""
    folder.mkdir(parents=True, exist_ok=True)
    done: dict[str, Artifact] = {}
    with artifact_folder(folder), (folder / ".chain-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for stage in stages(SIZES, "tiny", 0):
            command = find(stage.verb.split())
            assert command is not None
            refs = {setting: done[verb].label for setting, verb in stage.reads.items()}
            config = load(attribute(f"{command.module}:{command.config}"), None, {**stage.settings, **refs})
            done[stage.verb] = attribute(f"{command.module}:{command.function}")(config)
    return done


def chain_of_its_own(folder: Path) -> None:
    """Make the chain in a process of its own."""
    here = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(here), "OMP_NUM_THREADS": "1"}
    made = subprocess.run(
        [sys.executable, __file__, str(folder)], cwd=here, env=environment, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr


if __name__ == "__main__":
    make_chain(Path(sys.argv[1]))
