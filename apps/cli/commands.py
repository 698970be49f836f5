"""Every verb of the command line: a row says where its config, function and renderer live.

To add a verb, add a row (verbs_making, verbs_measuring or verbs_looking), and a renderer in `render_<area>.py` if the
plain table of its summary is not enough. Flags, `--config`, `--json` and `--help` are made from the config dataclass.
Nothing named in a row is imported before its verb runs.
"""

from apps.cli.command import PLAIN, Command
from apps.cli.verbs_circuits import CIRCUITS
from apps.cli.verbs_looking import LOOKING
from apps.cli.verbs_making import MAKING
from apps.cli.verbs_measuring import MEASURING

__all__ = ["COMMANDS", "GROUPS", "PLAIN", "Command", "find", "forwarded"]

GROUPS = {
    "corpus": ("Look into a corpus, merge its parts, push it to the hub.", "Look"),
    "twins": ("Write minimal pairs and WinoGrande items.", "Make"),
    "sae": ("Train and score sparse dictionaries.", "Make"),
    "eval": ("Score a model on a benchmark.", "Measure"),
    "experiment": ("Answer one question with everything that is here.", "Measure"),
    "scores": ("Report on scores that people gave.", "Measure"),
    "artifacts": ("List, show, verify, trace and remove what runs have made.", "Look"),
}
"""The first words of two-word verbs: what they are for, and the panel of `--help` they stand in."""

COMMANDS = (*MAKING, *MEASURING, *CIRCUITS, *LOOKING)
"""The verbs: where to start, then in the order of the work."""


def forwarded(words: list[str]) -> list[str]:
    """The command line that is meant: `generate --writer openai` is `write`, `generate --list-axes` is `axes`.

    >>> forwarded(["generate", "--list-axes", "--tier", "tiny"])
    ['axes', '--tier', 'tiny']
    >>> forwarded(["generate", "--n", "7", "--writer", "openai", "--json"])
    ['write', '--n', '7', '--json']
    >>> forwarded(["features", "find", "sad"])
    ['features-find', 'sad']
    >>> forwarded(["train", "--steps", "7", "--sweep", "sizes.toml"])
    ['sweep', '--steps', '7', '--sweep', 'sizes.toml']
    """
    if words[:2] == ["probe", "tokens"]:
        return ["probe-tokens", *words[2:]]
    if words[:1] == ["train"] and any(word.partition("=")[0] == "--sweep" for word in words):
        return ["sweep", *words[1:]]
    if words[:1] == ["generate"] and "--list-axes" in words:
        tier = words[words.index("--tier") : words.index("--tier") + 2] if "--tier" in words else []
        return ["axes", *tier, *(word for word in words if word == "--json" or word.startswith("--tier="))]
    if words[:1] == ["generate"]:
        for place, word in enumerate(words):
            taken = 1 if word == "--writer=openai" else 2 if words[place : place + 2] == ["--writer", "openai"] else 0
            if taken:
                return ["write", *words[1:place], *words[place + taken :]]
    if words[:1] == ["features"] and words[1:2] in (["find"], ["export"]):
        return [f"features-{words[1]}", *words[2:]]
    if words[:1] == ["twins"] and any(word.partition("=")[0] == "--change" for word in words[1:2]):
        return ["twins", "change", *words[1:]]
    return words


def find(words: list[str]) -> Command | None:
    """The command that the first one or two words of a command line name."""
    return next((one for one in COMMANDS if one.verb.split() == words[: len(one.verb.split())]), None)
