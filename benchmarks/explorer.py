"""How long the explorer's pages and clicks take in a real browser, and what the server's memory does meanwhile.

Measured on the artifacts of STORYSCOPE_ARTIFACTS (default: ./artifacts), with Chromium on the same machine.
"""

import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from apps.explore import ExploreConfig, explore

PAGES = {
    "overview": "",
    "stories": "stories",
    "features": "features",
    "feature": "feature",
    "lab": "prompt",
    "lab-layers": "prompt?view=layers",
    "lab-attention": "prompt?view=attention&head=L1H2",
    "lab-world": "prompt?view=world",
    "lab-steer": "prompt?view=steer&direction=tone:sad&strength=8",
    "probes": "probes",
    "patching": "patching",
    "circuit": "patching?show=circuit",
    "winogrande": "winogrande",
    "compare": "compare",
}
"""Name of a picture: the address it is taken at."""
_READY = "() => document.querySelector('[data-testid=\"stApp\"]').dataset.testScriptState === 'notRunning'"


@contextmanager
def browsing(width: int = 1280, *, dark: bool = False) -> Iterator[tuple[Any, str, int]]:
    """A tab, the explorer's address, and the server's process id."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    serving = explore(ExploreConfig())
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            scheme = "dark" if dark else "light"
            yield (
                browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme),
                serving.url,
                serving.process.pid,
            )
            browser.close()
    finally:
        serving.stop()


def settle(tab: Any) -> None:
    """Wait until the page's script has run to its end."""
    tab.wait_for_selector('[data-testid="stMain"] h1', timeout=120_000)
    tab.wait_for_function(_READY, timeout=120_000)


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def spread(seconds: list[float]) -> dict[str, object]:
    """Median and 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    last = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return {"median_ms": round(1e3 * statistics.median(seconds)), "p95_ms": round(1e3 * last), "n": len(seconds)}


def resident(pid: int) -> float:
    """Memory of a process in MiB (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def measure(quick: bool) -> dict[str, object]:
    """First paint and script's end of every page, then clicks in the prompt lab; warm, after one opening of each."""
    rounds = 3 if quick else 11
    found: dict[str, object] = {}
    with browsing() as (tab, url, pid):
        for name, address in PAGES.items():
            paints: list[float] = []
            ends: list[float] = []
            for _ in range(rounds + 1):
                began = time.perf_counter()
                tab.goto(f"{url}/{address}")
                tab.wait_for_selector('[data-testid="stMain"] h1', timeout=120_000)
                paints.append(time.perf_counter() - began)
                settle(tab)
                ends.append(time.perf_counter() - began)
            found[f"{name}, title shown"] = spread(paints[1:])
            found[f"{name}, script done"] = spread(ends[1:])
        before = resident(pid)
        tab.goto(f"{url}/prompt")
        settle(tab)
        tokens = tab.locator(".ss-clickable .ss-token")
        clicks = [timed(lambda at=at: _click(tab, tokens, at)) for at in _places(tokens.count(), 10 * rounds)]
        found["lab, a token clicked"] = spread(clicks)
        found["server, MiB before and after the clicks"] = [round(before), round(resident(pid)), len(clicks)]
    return found


def _places(count: int, times: int) -> list[int]:
    return [1 + (7 * number) % (count - 1) for number in range(times)]


def _click(tab: Any, tokens: Any, at: int) -> None:
    tokens.nth(at).click()
    tab.wait_for_url(f"**at={at}*", timeout=60_000)
    tab.wait_for_function(_READY, timeout=60_000)
