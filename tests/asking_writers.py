"""What the tests of the writers ask for, and what comes of it."""

from typing import Any

from tests.chat_server import ChatServer
from workbench.stories.writers.batches import BatchesConfig, Pending
from workbench.stories.writers.running import PaceConfig
from workbench.stories.writers.write_config import WriteConfig
from workbench.stories.writers.writing import write

PACE = PaceConfig(backoff=0.001, timeout=20.0, retries=3, concurrency=4)
BATCHES = BatchesConfig(poll=0.001)


def asking(server: ChatServer, **more: Any) -> WriteConfig:
    values: dict[str, Any] = {
        **{"recipe": "minuscule", "model": "gpt-4o-mini", "base_url": server.url, "n": 60, "pace": PACE},
        **{"batches": BATCHES, **more},
    }
    return WriteConfig(**values)


def summary(config: WriteConfig) -> dict[str, Any]:
    made = write(config)
    assert not isinstance(made, Pending)
    return made.manifest.summary
