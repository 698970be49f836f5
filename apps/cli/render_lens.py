"""One text under the glass, as tables."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from rich.console import Console

from apps.console import table

_SHOWN = 400
"""Tokens that are shown; --json has all."""
_WRITERS = 8


def lens(console: Console, result: object) -> None:
    """Show the tokens, the layers and writers at one place, then what a second text or a change makes different."""
    values = cast("Mapping[str, Any]", result)
    rows = [
        [str(index), _plain(one["token"]), _number(one["loss"]), _words(one["expected"][:3])]
        for index, one in enumerate(values["tokens"][:_SHOWN])
    ]
    title = f"Mean loss {values['mean_loss']:.3f} nats a token over {len(values['tokens']) - 1} tokens"
    console.print(table(title, ["", "token", "loss", "expected instead"], rows))
    at = values["at"]
    title = f"After token {at} ({_plain(values['tokens'][at]['token'])}): what each depth would say"
    rows = [
        [
            "embedding" if not one["depth"] else f"layer {one['depth'] - 1}",
            _words(one["best"]),
            f"{one['nats_to_last']:.3f}",
        ]
        for one in values["layers"]
    ]
    console.print(table(title, ["depth", "likeliest", "nats to the last"], rows))
    writers = values["writers"]
    rows = [[name, f"{logit:+.3f}"] for name, logit in writers["parts"][:_WRITERS]]
    console.print(table(f"What writes '{_plain(writers['of'])}' (logit above the mean token)", ["part", "logit"], rows))
    if "against" in values:
        _against(console, values["against"], values["mean_loss"])
    if "changed" in values:
        changed = values["changed"]
        console.print(
            f"With {_plain(', '.join(changed['changes']))}: mean loss {changed['mean_loss']:.3f} nats "
            f"({changed['loss_added']:+.3f}); next {_words(changed['next'])}, before {_words(values['next'])}",
            markup=False,
        )
    for key, name in (("told", "As it is"), ("told_changed", "Changed")):
        for story in values.get(key, ()):
            console.print(f"{name}: {_plain(story)}", markup=False)


def _against(console: Console, against: Mapping[str, Any], mean: float) -> None:
    rows = [
        [*(_plain(one[key]) if one[key] is not None else "-" for key in ("token", "other"))]
        + [_number(one[key]) for key in ("loss", "other_loss", "bits_apart")]
        for one in against["tokens"][:_SHOWN]
    ]
    title = f"Beside the second text: mean loss {mean:.3f} and {against['mean_loss']:.3f} nats"
    console.print(table(title, ["token", "second", "loss", "second's", "bits apart"], rows))


def _words(pairs: Sequence[tuple[str, float]]) -> str:
    return ", ".join(f"{_plain(name)} {chance:.0%}" for name, chance in pairs)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _plain(text: str) -> str:
    """The text without control characters, so that it cannot steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
