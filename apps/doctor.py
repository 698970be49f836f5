"""What this machine has, what Storyscope needs, what is missing and how to get it."""

import os
import platform
import shutil
import sys
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from workbench.artifacts import problems, root
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

Verdict = Literal["ok", "note", "missing"]

_LIBRARIES = ("numpy", "pyarrow", "torch", "transformers", "transformer-lens", "sae-lens", "scikit-learn")
_SCREEN = ("typer", "rich", "streamlit", "plotly")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_REINSTALL = "Run: make setup."


@dataclass(frozen=True, kw_only=True)
class DoctorConfig:
    """How much room the machine should have."""

    disk_gb: float = option(2.0, "free disk space that a full demo wants, in GB")


@dataclass(frozen=True)
class Check:
    """One thing looked at; `missing` stops Storyscope from working, a `note` only narrows what it can do."""

    name: str
    verdict: Verdict
    found: str
    do: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """Everything that was looked at."""

    checks: tuple[Check, ...]
    summary: dict[str, Any] = field(default_factory=dict[str, Any])


def doctor(config: DoctorConfig, progress: Progress = SILENT) -> Diagnosis:
    """Look at versions, device, disk, write access, cores and browser."""
    checks = [_python(), *map(_library, (*_LIBRARIES, *_SCREEN))]
    progress.say("Looking at the device ...")
    checks += _device()
    checks += [_memory_and_cores(), _writable(root()), _disk(root(), config.disk_gb), _store(), _browser()]
    missing = [f"{check.name}: {check.do}" for check in checks if check.verdict == "missing"]
    facts = {check.name: check.found for check in checks}
    return Diagnosis(tuple(checks), {"ok": not missing, "missing": missing, "found": facts})


def complain(_: DoctorConfig, diagnosis: Diagnosis, __: Progress) -> None:
    """Raise StoryscopeError if something that is needed is missing, so that a script sees exit code 2."""
    missing: list[str] = diagnosis.summary["missing"]
    if missing:
        raise StoryscopeError("Something that Storyscope needs is missing.", " ".join(missing))


def browser() -> str | None:
    """The Chromium that browser tests drive, or None."""
    return next((path for name in _BROWSERS if (path := shutil.which(name))), None)


def _python() -> Check:
    good = sys.version_info >= (3, 11)
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return Check("python", "ok" if good else "missing", found, "" if good else "Install Python 3.11 or newer.")


def _library(name: str) -> Check:
    # The installed metadata: importing all of them would take ten seconds.
    try:
        return Check(name, "ok", metadata.version(name))
    except metadata.PackageNotFoundError:
        return Check(name, "missing", "not installed", _REINSTALL)


def _device() -> list[Check]:
    try:
        import torch
    except ImportError as error:
        return [Check("device", "missing", f"torch cannot be imported: {error}", _REINSTALL)]
    if torch.cuda.is_available():
        memory = torch.cuda.get_device_properties(0).total_memory / 2**30
        return [
            Check("device", "ok", f"cuda: {torch.cuda.get_device_name(0)}, {memory:.0f} GiB"),
            Check("bf16", "ok", "supported" if torch.cuda.is_bf16_supported() else "not supported: training uses fp32"),
        ]
    capability = torch.backends.cpu.get_cpu_capability()
    # Without these instructions bf16 is emulated and slower than fp32.
    flags = _cpu_flags()
    fast = bool(flags & {"avx512_bf16", "amx_bf16"})
    note = "" if fast else "Training uses fp32 here, at about half the speed of a CPU with avx512_bf16."
    compiler = next((path for name in ("g++", "clang++") if (path := shutil.which(name))), None)
    return [
        Check("device", "ok", f"cpu, {capability}"),
        Check("bf16", "ok" if fast else "note", "supported" if fast else "not in this CPU", note),
        Check(
            "compiler",
            "ok" if compiler else "note",
            compiler or "none",
            "" if compiler else "Install g++ to let torch.compile speed up training.",
        ),
    ]


def _cpu_flags() -> set[str]:
    listing = Path("/proc/cpuinfo")
    if not listing.exists():
        return set()
    line = next((line for line in listing.read_text().splitlines() if line.startswith(("flags", "Features"))), "")
    return set(line.partition(":")[2].split())


def _memory_and_cores() -> Check:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    names = os.sysconf_names
    if "SC_PHYS_PAGES" not in names:
        return Check("cores", "ok", f"{cores}")
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    found = f"{cores} cores, {memory:.0f} GiB of memory"
    return Check("cores", "ok" if cores >= 2 else "note", found, "" if cores >= 2 else "Expect twice the demo's time.")


def _writable(folder: Path) -> Check:
    there = _nearest(folder)
    if os.access(there, os.W_OK | os.X_OK):
        return Check("artifact folder", "ok", f"{folder} can be written")
    do = f"Give yourself write permission to {there}, or point STORYSCOPE_ARTIFACTS at another folder."
    return Check("artifact folder", "missing", f"{folder} cannot be written", do)


def _disk(folder: Path, wanted: float) -> Check:
    free = shutil.disk_usage(_nearest(folder)).free / 1e9
    do = "" if free >= wanted else f"Free {wanted - free:.1f} GB, or point STORYSCOPE_ARTIFACTS at another disk."
    return Check("disk", "ok" if free >= wanted else "missing", f"{free:.1f} GB free", do)


def _store() -> Check:
    bad = problems()
    found = f"{len(bad)} unreadable artifacts" if bad else "no unreadable artifacts"
    return Check("artifacts", "note" if bad else "ok", found, bad[0] if bad else "")


def _browser() -> Check:
    path = browser()
    do = "" if path else "Only the browser tests need one. On Debian: apt-get install chromium chromium-driver."
    return Check("browser", "ok" if path else "note", path or "no chromium", do)


def _nearest(folder: Path) -> Path:
    """The folder itself, or its nearest ancestor that exists."""
    folder = folder.absolute()
    return next(path for path in (folder, *folder.parents) if path.exists())
