"""What every test runs under: no network, no artifacts of the user's, no deadlines."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# Speed is measured in benchmarks; a busy machine must not fail a test.
settings.register_profile("storyscope", deadline=None)
settings.load_profile("storyscope")

_STORE = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Point everything at a folder of this run: a test that forgets its own never touches the user's artifacts."""
    config.stash[_STORE] = Path(tempfile.mkdtemp(prefix="storyscope-tests-"))
    os.environ["STORYSCOPE_ARTIFACTS"] = str(config.stash[_STORE])
    os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", WANDB_MODE="disabled")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove that folder."""
    shutil.rmtree(config.stash[_STORE], ignore_errors=True)


@pytest.fixture(scope="session")
def tiny_artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An artifact folder that holds the whole chain in miniature; made once, shared by all workers. Do not change it."""
    from tests.tiny_chain import chain_of_its_own

    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "tiny-artifacts"
    chain_of_its_own(folder)
    return folder
