"""Composing on a Ray cluster: shards go out as orders and come back as bytes, so the machines share no disk.

What a machine composes depends on the order alone; which one did it, and how many there are, leaves no trace.
"""

import os
import socket
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.errors import StoryscopeError
from workbench.stories import pool, shards
from workbench.stories.shards import Order, Shard, Tally
from workbench.stories.version import version_of

_LOCAL = "local"
_PATIENCE = 10.0  # seconds to wait for an answer
_PER_CORE = 2  # orders on their way per core: enough to keep it busy, few enough to keep the results few


def compose_on_ray(order: Order, wanted: Sequence[Shard], address: str, workers: int = 0) -> Iterator[Tally]:
    """Compose shards on the cluster at `address` and write them here; their tallies as they come.

    "local" starts a cluster of `workers` processes (0: one per core) on this machine and ends it afterwards, "auto" is
    the one that runs here. Memory is bounded by the shards on their way, two for each core of the cluster.

    Raises StoryscopeError if Ray is not installed, if nobody answers, or if a machine has another version of ours.
    """
    with _connected(address, workers) as ray:
        remote = ray.remote(num_cpus=1, max_retries=3)(_compose)
        # The folder is this machine's own affair.
        abroad, version = replace(order, folder=Path()), version_of("plots", "shards", "columns")
        rest, running = iter(wanted), dict[Any, Shard]()
        most = _PER_CORE * max(1, int(ray.cluster_resources().get("CPU", 1)))
        try:
            while True:
                while len(running) < most and (shard := next(rest, None)) is not None:
                    running[remote.remote(abroad, shard, version)] = shard
                if not running:
                    return
                done, _ = ray.wait(list(running), num_returns=1)
                files = _fetch(ray, done[0])
                shard = running.pop(done[0])
                for name, content in files:
                    shards.store(order.folder, name, content)
                tally = shards.read_tally(order.folder, shard)
                assert tally is not None
                yield tally
        finally:
            for one in running:
                ray.cancel(one, force=True)


def _compose(order: Order, shard: Shard, version: str) -> list[tuple[str, bytes]]:
    """On a machine of the cluster: the files of one shard with their names, in the order in which to write them."""
    if version_of("plots", "shards", "columns") != version:
        import platform

        what = f"{platform.node()} has another version of Storyscope."
        raise StoryscopeError(what, "Install the same version on every machine of the cluster.")
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        shards.write_shard(replace(order, folder=here), shard)
        files = shards.written_files(here, shard)
        return [(path.relative_to(here).as_posix(), path.read_bytes()) for path in files]


def _fetch(ray: Any, done: Any) -> list[tuple[str, bytes]]:
    try:
        return ray.get(done)
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, StoryscopeError):
            raise error.cause from None
        raise
    except ray.exceptions.RayError as error:
        what = f"The Ray cluster lost a shard for good: {str(error).splitlines()[0].rstrip('.')}."
        do = "See that its machines have memory left, and run again: finished shards are kept."
        raise StoryscopeError(what, do) from error


@contextmanager
def _connected(address: str, workers: int) -> Generator[Any]:
    """Ray, connected; what was started for us is ended, a connection that was there is kept."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing phones home
    try:
        import ray
    except ImportError:
        raise StoryscopeError("Ray is not installed.", 'Install it: pip install "storyscope[ray]".') from None
    if ray.is_initialized():
        yield ray
        return
    _somebody_answers(address)
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "error", "configure_logging": True}
    try:
        if address == _LOCAL:
            ray.init(address=_LOCAL, num_cpus=workers or pool.cores(), include_dashboard=False, **quiet)
        else:
            ray.init(address=address, **quiet)
    except (ConnectionError, ValueError, RuntimeError, TimeoutError) as error:
        raise _nobody(address, (str(error).splitlines() or ["no answer"])[0]) from error
    try:
        yield ray
    finally:
        ray.shutdown()


def _somebody_answers(address: str) -> None:
    """Raise StoryscopeError unless there is a listener at "host:port"; Ray itself would try for minutes."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    if host and port.isdigit():
        try:
            socket.create_connection((host, int(port)), timeout=_PATIENCE).close()
        except (OSError, OverflowError) as error:
            raise _nobody(address, str(error)) from None


def _nobody(address: str, why: str) -> StoryscopeError:
    what = f"There is no Ray cluster at '{address}': {why.rstrip('.')}."
    return StoryscopeError(what, "Start one (ray start --head), or use --ray local.")
