"""A dataset of the Hugging Face hub, streamed by the `datasets` library; the only place here that uses the network."""

import sys
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from workbench.errors import StoryscopeError
from workbench.stories.imports.rows import Row

_BATCH = 1_000


class HubDataset:
    """One split of a dataset, by its name on the hub (or the path of a folder that is laid out like one)."""

    def __init__(self, name: str, split: str, revision: str) -> None:
        """Look it up. Raises StoryscopeError if it, its split or the network is not there."""
        library: Any = import_module("datasets")
        library.disable_progress_bars()
        self.name, self.split = name, split
        do = "Check its name, --hub-split and the network."
        with _asked(f"The dataset {name} (split {split}) cannot be opened", do):
            # The commit, so that a dataset that has changed is another source, and every row is of one version.
            self.revision = _commit(name, revision)
            options = {"revision": self.revision} if self.revision else {}
            self._stream: Any = library.load_dataset(name, split=split, streaming=True, **options)

    def identity(self) -> dict[str, object]:
        """What makes two datasets the same source."""
        return {"hub": self.name, "split": self.split, "revision": self.revision}

    def columns(self) -> list[str]:
        """The columns of its rows. Raises StoryscopeError if the first ones cannot be read."""
        if self._stream.column_names is not None:
            return list(self._stream.column_names)
        with self._asked(0):
            return list(next(iter(self._stream), {}))

    def rows(self) -> Iterator[Row]:
        """Every row. Raises StoryscopeError where the stream breaks off."""
        batches, number = self._stream.iter(_BATCH), 0
        while True:
            with self._asked(number):
                batch = next(batches, None)
            if batch is None:
                return
            for values in zip(*batch.values(), strict=True):
                number += 1
                yield Row(number, dict(zip(batch, values, strict=True)))

    def _asked(self, number: int) -> AbstractContextManager[None]:
        do = "Run again; or download it and import the files."
        return _asked(f"The stream of {self.name} breaks off after row {number:,}", do)


@contextmanager
def _asked(what: str, do: str) -> Generator[None]:
    """Lift the command line's "offline" while the remote that the user named is asked, and explain what goes wrong."""
    # Any: the libraries' own types do not know these modules.
    library: Any = import_module("datasets")
    switches: list[Any] = [import_module("huggingface_hub.constants"), library.config]
    before = [switch.HF_HUB_OFFLINE for switch in switches]
    try:
        for switch in switches:
            switch.HF_HUB_OFFLINE = False
        yield
    except (OSError, ValueError, *_network_errors(), library.exceptions.DatasetsError) as error:
        raise StoryscopeError(f"{what}: {_first_line(error)}.", do) from error
    finally:
        for switch, value in zip(switches, before, strict=True):
            switch.HF_HUB_OFFLINE = value


def _commit(name: str, revision: str) -> str:
    """The hash of the commit that a dataset's revision means now; "" for a folder."""
    if Path(name).is_dir():
        return ""
    hub: Any = import_module("huggingface_hub")
    return str(hub.HfApi().dataset_info(name, revision=revision or None).sha)


def _network_errors() -> tuple[type[Exception], ...]:
    """What the hub's HTTP client raises; which client that is depends on the release of huggingface_hub."""
    return tuple(sys.modules[name].HTTPError for name in ("httpx", "httpx2") if name in sys.modules)


def _first_line(error: Exception) -> str:
    lines = [line for line in str(error).splitlines() if line.strip()]
    return (lines or [type(error).__name__])[0].strip().rstrip(".")
