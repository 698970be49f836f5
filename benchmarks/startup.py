"""How long the command line takes to answer."""

import statistics
import subprocess
import sys
import time


def measure(quick: bool) -> dict[str, object]:
    """Median seconds of `storyscope --help` and `storyscope artifacts list` as whole processes."""
    runs = 3 if quick else 15
    return {
        "help, seconds": _median(["--help"], runs),
        "artifacts list, seconds": _median(["artifacts", "list"], runs),
    }


def _median(words: list[str], runs: int) -> float:
    times: list[float] = []
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "apps.cli", *words], capture_output=True, check=True)
        times.append(time.perf_counter() - begun)
    return round(statistics.median(times), 3)
