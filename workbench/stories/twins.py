"""Minimal pairs: two prompts from two worlds that differ in one fact, with the next word that each world makes true."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.records import MinimalPair, RoleSpan
from workbench.seeding import python_random
from workbench.stories.items import winogrande_items
from workbench.stories.lexicon import known, types
from workbench.stories.pair_families import FAMILIES, concerns, parse_change
from workbench.stories.pair_proof import Proof, both_told, both_worlds, check_worlds, prove, recipe_of
from workbench.stories.pair_stage import Told
from workbench.stories.version import version_of

__all__ = [
    "FACTORS",
    "ItemsConfig",
    "PairsConfig",
    "Proof",
    "TwinsConfig",
    "make_items",
    "make_pairs",
    "make_twins",
    "minimal_pairs",
    "prove",
    "twins_of",
    "winogrande_items",
]

FACTORS: tuple[str, ...] = tuple(FAMILIES)
"""What a pair can differ in."""

_TOKEN = re.compile(r"'s\b|[A-Za-z]+(?:n't)?|[^\w\s]")
_PATIENCE = 400
_SEARCH = 40
MOST_CHANGED = 2
"""So many words may differ between the prompts of a pair."""


def twins_of(change: str, n: int, seed: int = 0, tier: str = "minuscule") -> list[MinimalPair]:
    """`n` different pairs that differ in exactly what `change` names, such as "holder(ball)", "tone(sad)" or "belief".

    Texts have equal token counts and are equal outside the changed words; every pair is proved. Raises StoryscopeError
    for an unknown change or tier, listing what there is, and when the world has no more different pairs.
    """
    known(tier)
    family, argument = parse_change(change)
    shown = f"{family}({argument})" if argument else family
    rng = python_random(seed, "pairs", shown)
    vocabulary = frozenset(types(tier))
    cases = FAMILIES[family].cases
    pairs: list[MinimalPair] = []
    seen: set[str] = set()
    misses = 0
    while len(pairs) < n:
        draw = rng.getrandbits(62)
        case = cases[draw % len(cases)]
        plain, turned = both_worlds(case, draw, argument)
        pair, say = None, str
        if concerns(plain, turned, argument):
            recipe = recipe_of(family, case.__name__, draw, argument, tier)
            clean, corrupt, say = both_told((plain, turned), draw, argument, tier)
            pair = _pair(shown, len(pairs), clean, corrupt, vocabulary, recipe)
        if pair is None or pair.clean in seen or pair.corrupt in seen:
            misses += 1
            if misses > _PATIENCE * (_SEARCH if argument else 1):
                what = f"The world has only {len(pairs)} different pairs of {shown}."
                raise StoryscopeError(what, f"Ask for {len(pairs)} or fewer.")
            continue
        misses = 0
        check_worlds(pair, plain, turned, say)
        seen |= {pair.clean, pair.corrupt}
        pairs.append(pair)
    return pairs


def minimal_pairs(factor: str, n: int, seed: int, tier: str = "minuscule") -> list[MinimalPair]:
    """`n` different pairs that change one fact of the family `factor`; see `twins_of`."""
    known(tier)
    if factor not in FACTORS:
        raise StoryscopeError(f"There is no factor named {factor!r}.", f"Use one of: {', '.join(FACTORS)}.")
    return twins_of(factor, n, seed, tier)


def _pair(
    change: str, number: int, clean: Told, corrupt: Told, vocabulary: frozenset[str], recipe: str
) -> MinimalPair | None:
    """The pair of two tellings, or None unless they align and both worlds prove their answers."""
    first, second = _spans(clean.prompt), _spans(corrupt.prompt)
    if clean.answer == corrupt.answer or len(first) != len(second) or not (clean.proved and corrupt.proved):
        return None
    if clean.question != corrupt.question or not {clean.answer.lower(), corrupt.answer.lower()} <= vocabulary:
        return None
    roles = _roles(clean, corrupt, first, second)
    if not 1 <= roles.count("cue") <= MOST_CHANGED:
        return None
    family = change.partition("(")[0]
    return MinimalPair(
        id=f"{change}-{number}",
        factor=family,
        clean=clean.prompt,
        corrupt=corrupt.prompt,
        answer_clean=clean.answer,
        answer_corrupt=corrupt.answer,
        roles_clean=_merged(first, roles),
        roles_corrupt=_merged(second, roles),
        question=clean.question,
        change=change,
        recipe=recipe,
    )


def _spans(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _TOKEN.finditer(text)]


def _roles(
    clean: Told, corrupt: Told, first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]]
) -> list[str]:
    """One role per token. The cue is what differs; the last token is where the answer is read."""
    words = [(clean.prompt[a:b], corrupt.prompt[c:d]) for (a, b), (c, d) in zip(first, second, strict=True)]
    cue = [i for i, (one, two) in enumerate(words) if one != two]
    candidates = {clean.answer, corrupt.answer, *clean.entities, *corrupt.entities}
    roles: list[str] = []
    for i, (one, two) in enumerate(words):
        if i == len(words) - 1:
            roles.append("last")
        elif one != two:
            roles.append("cue")
        elif one in clean.verbs and one in corrupt.verbs:
            roles.append("verb")
        elif one in candidates or two in candidates:
            roles.append("entity")
        else:
            roles.append("before" if cue and i < cue[0] else "after")
    return roles


def _merged(spans: Sequence[tuple[int, int]], roles: Sequence[str]) -> tuple[RoleSpan, ...]:
    """Neighbouring tokens of one role are one span."""
    merged: list[RoleSpan] = []
    for (start, end), role in zip(spans, roles, strict=True):
        if merged and merged[-1].role == role:
            merged[-1] = RoleSpan(merged[-1].start, end, role)
        else:
            merged.append(RoleSpan(start, end, role))
    return tuple(merged)


# --- artifacts


@dataclass(frozen=True, kw_only=True)
class PairsConfig:
    """What `make_pairs` needs."""

    factor: str = option("holder", "the fact that changes: " + ", ".join(FACTORS))
    n: int = option(300, "how many pairs")
    seed: int = option(0, "which of the endlessly many sets")
    tier: str = option("minuscule", "vocabulary tier")
    name: str = option("", "the artifact's name; empty: factor and number")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for values that make no pairs."""
        if self.factor not in FACTORS:
            raise StoryscopeError(f"There is no factor named {self.factor!r}.", f"Use one of: {', '.join(FACTORS)}.")
        if self.n < 1:
            raise StoryscopeError(f"n={self.n} is too small.", "Use n=1 or more.")


@dataclass(frozen=True, kw_only=True)
class ItemsConfig:
    """What `make_items` needs."""

    n: int = option(2_000, "how many items, in twins")
    seed: int = option(0, "which of the endlessly many sets")
    tier: str = option("minuscule", "vocabulary tier")
    by_nature: bool = option(False, "also ask what only one option can be or do (birds fly); n-grams answer these")
    name: str = option("", "the artifact's name; empty: tier and number")

    def __post_init__(self) -> None:
        """Raise StoryscopeError unless the items can be in twins."""
        if self.n < 2 or self.n % 2:
            raise StoryscopeError(f"n={self.n} items cannot be in twins.", "Use an even number, 2 or more.")


@dataclass(frozen=True, kw_only=True)
class TwinsConfig:
    """What `make_twins` needs."""

    change: str = option("holder", "what differs: a family or family(argument), such as holder(ball)")
    n: int = option(5_000, "how many pairs")
    seed: int = option(0, "which of the endlessly many sets")
    tier: str = option("minuscule", "vocabulary tier")
    name: str = option("", "the artifact's name; empty: the change and the number")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for values that make no pairs."""
        parse_change(self.change)
        if self.n < 1:
            raise StoryscopeError(f"n={self.n} is too small.", "Use n=1 or more.")


def make_pairs(config: PairsConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Pairs of one factor as an artifact with pairs.parquet; a finished one is returned at once."""
    return make_twins(
        TwinsConfig(change=config.factor, n=config.n, seed=config.seed, tier=config.tier, name=config.name), progress
    )


def make_twins(config: TwinsConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Pairs that differ in what was asked for, as an artifact with pairs.parquet; a finished one is returned at once.

    Every pair that is written is read back and proved by replaying both of its worlds from its recipe.
    """
    family, argument = parse_change(config.change)
    identity = {
        "factor": family,
        "argument": argument,
        "n": config.n,
        "seed": config.seed,
        "tier": config.tier,
        "world": version_of("twins"),
    }
    done = artifacts.finished("pairs", identity)
    if done is not None:
        return done
    shown = f"{family}-{argument}" if argument else family
    with progress.task("minimal pairs", 2 * config.n, "pairs") as task:
        pairs = twins_of(config.change, config.n, config.seed, config.tier)
        task.advance(len(pairs))
        for pair in pairs:
            prove(pair)
            task.advance(1)
    with artifacts.create("pairs", config.name or f"{shown}-{config.n}".replace(" ", "-"), identity) as draft:
        _write_pairs(draft.path / "pairs.parquet", pairs)
        examples = [
            {"clean": pair.clean, "corrupt": pair.corrupt, "question": pair.question}
            | {"answer_clean": pair.answer_clean, "answer_corrupt": pair.answer_corrupt}
            for pair in pairs[:3]
        ]
        draft.summary.update({"factor": family, "change": pairs[0].change, "pairs": len(pairs), "proved": len(pairs)})
        draft.summary.update({"examples": examples})
    made = artifacts.finished("pairs", identity)
    assert made is not None
    return made


def make_items(config: ItemsConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """WinoGrande items as an artifact with items.json; a finished one is returned at once."""
    import json

    identity = {"n": config.n, "seed": config.seed, "tier": config.tier, "by_nature": config.by_nature}
    identity |= {"world": version_of("twins")}
    done = artifacts.finished("items", identity)
    if done is not None:
        return done
    with progress.task("WinoGrande items", config.n, "items") as task:
        items = winogrande_items(config.n, config.seed, config.tier, by_nature=config.by_nature)
        task.advance(len(items))
    kinds = {kind: sum(item.kind == kind for item in items) for kind in sorted({item.kind for item in items})}
    with artifacts.create("items", config.name or f"{config.tier}-{config.n}", identity) as draft:
        text = json.dumps([asdict(item) for item in items], indent=1)
        (draft.path / "items.json").write_text(text + "\n", encoding="utf-8")
        draft.summary.update({"items": len(items), "twins": len(items) // 2, "kinds": kinds})
    made = artifacts.finished("items", identity)
    assert made is not None
    return made


def _write_pairs(path: Path, pairs: Sequence[MinimalPair]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist([asdict(pair) for pair in pairs]), path)
