"""The door: runs a command line and turns every way to fail into the right words and exit code.

0 done, 2 the user's mistake, 1 ours (with a traceback), 130 interrupted.
"""

import os
import signal
import sys
from types import FrameType
from typing import Any

import typer
from typer.exceptions import TyperException

from apps.cli.building import build
from apps.cli.commands import GROUPS, forwarded
from workbench.errors import StoryscopeError

_INTERRUPTED = 130

_QUIET = {
    # Nothing phones home, and nothing is fetched unless the user names a remote.
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "WANDB_MODE": "disabled",
    "DO_NOT_TRACK": "1",
    # Forked data workers would otherwise warn once each.
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
}


def run() -> None:
    """The entry point of the installed command."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    signal.signal(signal.SIGTERM, _interrupt)
    raise SystemExit(main(sys.argv[1:]))


def _interrupt(_: int, __: FrameType | None) -> None:
    """A polite request to end is the same as Ctrl-C: what is open gets closed in order."""
    raise KeyboardInterrupt


def main(words: list[str]) -> int:
    """Run one command line and return its exit code."""
    if not words or (len(words) == 1 and words[0] in GROUPS):
        words = [*words, "--help"]
    words = forwarded(words)
    try:
        code: Any = build(words)(args=words, prog_name="storyscope", standalone_mode=False)
    except StoryscopeError as error:
        return _say(str(error), 2)
    except TyperException as error:
        return _say(_usage(error), 2)
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe (head, less) has gone; python would complain about it once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _disk(error)
    if code == _INTERRUPTED:
        # Typer turns Ctrl-C into this code by itself.
        return _say("Interrupted. Run the same command again to go on from there.", _INTERRUPTED)
    return code if isinstance(code, int) else 0


def _disk(error: OSError) -> int:
    from workbench.artifacts import disk_is_full

    if not disk_is_full(error):
        raise error
    where = f" ({error.filename})" if error.filename else ""
    return _say(f"The disk is full{where}. Free some space and run again: finished parts are kept.", 2)


def _usage(error: TyperException) -> str:
    """What is wrong with the command line, then where the right one is described."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "storyscope"
    # Typer adds its own guess on a second line.
    said = " ".join(error.format_message().split()).rstrip(".?")
    end = "?" if "Did you mean" in said else "."
    return f"{said}{end} See what there is: {path} --help."


def _say(message: str, code: int) -> int:
    sys.stderr.write(message + "\n")
    return code
