"""Serving the explorer: starts Streamlit, waits until it answers, and stops it again."""

import atexit
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from apps.gallery import SHOWN, holds_something, place
from workbench.artifacts import listing, resolve, root
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

if TYPE_CHECKING:
    from apps.export import Exported

_FIRST_PORT = 8501
_PATIENCE = 60.0
"""Seconds until a server that does not answer is given up."""


@dataclass(frozen=True, kw_only=True)
class ExploreConfig:
    """Where the explorer is served."""

    port: int = option(0, "the port; 0: 8501, or the next one that is free")
    export: str = option("", "a folder: write pages there that open without a server, and serve nothing")
    model: str = option("", "what an export is about: the model; empty: the newest")
    address: str = option("127.0.0.1", "the address to listen on; 0.0.0.0 shows it to the whole network")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for a port or an address that cannot be."""
        if not 0 <= self.port < 65536:
            raise StoryscopeError(
                f"There is no port {self.port}.", "Choose one from 1024 to 65535, or 0 for a free one."
            )
        if not self.address:
            # The server would take it for every address of this machine.
            raise StoryscopeError("The address is empty.", "Use 127.0.0.1, or 0.0.0.0 for all addresses.")


@dataclass(frozen=True)
class Serving:
    """A running explorer."""

    url: str
    process: "subprocess.Popen[bytes]"
    summary: dict[str, Any] = field(default_factory=dict[str, Any])

    def stop(self) -> None:
        """End it, if it has not ended by itself."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def explore(config: ExploreConfig, progress: Progress = SILENT) -> "Serving | Exported":
    """Start the explorer and return when it answers (`wait` keeps it running), or write it as a folder of pages.

    Raises StoryscopeError if the port is taken or the server does not come up.
    """
    if config.export:
        from apps.export import export  # needs what a server does not

        return export(Path(config.export), resolve("model", config.model), progress)
    port = config.port or _free_port(config.address)
    if not _is_free(config.address, port):
        do = "Choose another with --port, or leave it out to take a free one."
        raise StoryscopeError(f"Port {port} is taken.", do)
    page = Path(__file__).with_name("explorer.py")
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(page)),
        *("--server.headless=true", f"--server.port={port}", f"--server.address={config.address}"),
        *("--browser.gatherUsageStats=false", "--server.fileWatcherType=none", "--global.developmentMode=false"),
    ]
    environment = {**os.environ, **_shown(progress)}
    shown = "127.0.0.1" if config.address == "0.0.0.0" else config.address
    url = f"http://{shown}:{port}"
    with tempfile.TemporaryFile() as log, ExitStack() as failing:
        # Its own session: Ctrl-C reaches us alone, and we stop it in order.
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, start_new_session=True
        )
        serving = Serving(url, process, {"url": url, "pid": process.pid})
        failing.callback(serving.stop)
        _await(serving, log)
        failing.pop_all()
    # However this process ends, short of kill -9, the server does not outlive it.
    atexit.register(serving.stop)
    return serving


def _shown(progress: Progress) -> dict[str, str]:
    """Return which store is shown: the user's, or the gallery where nothing was made yet; notes stay the user's."""
    own = root().absolute()
    if listing() or not holds_something(place()):
        return {"STORYSCOPE_ARTIFACTS": str(own)}
    progress.say("Nothing was made here yet, so the explorer shows the gallery. Make your own: storyscope demo.")
    kept = os.environ.get("STORYSCOPE_NOTES") or str(own / ".notes.sqlite3")
    return {"STORYSCOPE_ARTIFACTS": str(place()), SHOWN: "1", "STORYSCOPE_NOTES": kept}


def wait(_: object, serving: "Serving | Exported", progress: Progress = SILENT) -> None:
    """Say where it is and serve until Ctrl-C (or SIGTERM, which `storyscope` takes for the same)."""
    if not isinstance(serving, Serving):
        progress.say(f"Open {serving.folder / 'index.html'} in a browser ({serving.pages:,} pages).")
        return
    try:
        progress.say(f"The explorer is at {serving.url} (Ctrl-C stops it).")
        code = serving.process.wait()
    except KeyboardInterrupt:
        serving.stop()
        progress.say("The explorer has stopped.")
        return
    raise StoryscopeError(f"The explorer ended by itself (code {code}).", "Start it again: storyscope explore.")


def _await(serving: Serving, log: IO[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if serving.process.poll() is not None:
            log.seek(0)
            said = log.read().decode(errors="replace").strip().splitlines()
            what = f"The explorer did not start: {said[-1] if said else 'it said nothing'}."
            raise StoryscopeError(what, "Look for what is missing: storyscope doctor.")
        try:
            # No proxy: this is our own machine.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(f"{serving.url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise StoryscopeError(f"The explorer did not answer within {_PATIENCE:.0f} s.", "Try again: storyscope explore.")


def _free_port(address: str) -> int:
    for port in range(_FIRST_PORT, _FIRST_PORT + 100):
        if _is_free(address, port):
            return port
    raise StoryscopeError("No port from 8501 to 8600 is free.", "Choose one with --port.")


def _is_free(address: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == 99:
                do = "Use 127.0.0.1, or 0.0.0.0 for all addresses."
                raise StoryscopeError(f"This machine has no address {address}.", do) from None
            if isinstance(error, PermissionError):
                raise StoryscopeError(f"Port {port} is reserved.", "Choose one above 1023 with --port.") from None
            return False
    return True
