"""Minimal pairs as aligned tokens, with the role that every position plays."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from workbench.errors import StoryscopeError
from workbench.records import MinimalPair, RoleSpan

OTHER, LAST, ALL = "other", "last", "all"
"""A token outside every span; the position that predicts the answer; every position together."""
_SHOWN_FIRST = ("before", "entity", "verb", "cue", "after", OTHER, LAST, ALL)


@dataclass(frozen=True)
class Prompts:
    """Pairs of one length, position 0 the start of text; `answers` holds the clean and the corrupt answer's token."""

    ids: tuple[str, ...]
    clean: Int[Tensor, "pair pos"]
    corrupt: Int[Tensor, "pair pos"]
    answers: Int[Tensor, "pair 2"]
    roles: tuple[tuple[str, ...], ...]

    def mask(self, role: str) -> Bool[Tensor, "pair pos"]:
        """Where each pair plays the role; `all` is everywhere."""
        if role == ALL:
            return torch.ones_like(self.clean, dtype=torch.bool)
        return torch.tensor([[played == role for played in row] for row in self.roles])


def read_pairs(file: Path) -> list[MinimalPair]:
    """Read `pairs.parquet`; raises StoryscopeError where it cannot be read or holds no pair."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        found = [_pair(row) for row in pq.read_table(file).to_pylist()]
    except (OSError, pa.ArrowException, LookupError, TypeError) as error:
        what = f"{file} cannot be read: {(str(error).splitlines() or [''])[0]}."
        raise StoryscopeError(what, "Make the pairs again: storyscope twins pairs.") from error
    if not found:
        raise StoryscopeError(f"{file} holds no pair.", "Make some: storyscope twins pairs.")
    if len({pair.id for pair in found}) < len(found):
        raise StoryscopeError(f"{file} gives two pairs the same id.", "Give every pair an id of its own.")
    return found


def _pair(row: Mapping[str, Any]) -> MinimalPair:
    texts: dict[str, Any] = {key: str(row[key]) for key in ("id", "factor", "clean", "corrupt")}
    answers: dict[str, Any] = {key: str(row[key]) for key in ("answer_clean", "answer_corrupt")}
    spans: dict[str, Any] = {
        key: tuple(RoleSpan(**span) for span in row[key]) for key in ("roles_clean", "roles_corrupt")
    }
    known: dict[str, Any] = {key: str(row.get(key) or "") for key in ("question", "change", "recipe")}
    return MinimalPair(**texts, **answers, **spans, **known)


def prompts_of(pairs: Sequence[MinimalPair], tokenizer: Any, context: int) -> list[Prompts]:
    """Tokenise the pairs and group them by length, shortest first.

    A token plays the role of the first span that covers its first character; the final position plays `last`.
    Raises StoryscopeError, naming the pair, where its two prompts do not align, an answer is not one known token, or it
    does not fit into the model's context.
    """
    start = int(tokenizer.bos_token_id)
    groups: dict[int, list[tuple[MinimalPair, list[int], list[int], list[str]]]] = {}
    for pair in pairs:
        clean, roles = _tokens(pair.clean, pair.roles_clean, tokenizer)
        corrupt, corrupt_roles = _tokens(pair.corrupt, pair.roles_corrupt, tokenizer)
        if roles != corrupt_roles:
            what = f"The two prompts of pair {pair.id} do not align ({len(clean)} and {len(corrupt)} tokens)."
            raise StoryscopeError(what, "Both need equally many tokens with the same roles in the same order.")
        if len(clean) + 1 > context:
            what = f"Pair {pair.id} has {len(clean) + 1} tokens, more than the model's context of {context}."
            raise StoryscopeError(what, "Use shorter pairs or a model with a longer context.")
        groups.setdefault(len(clean) + 1, []).append((pair, [start, *clean], [start, *corrupt], ["start", *roles]))
    return [_stack(groups[length], tokenizer) for length in sorted(groups)]


def fitting(
    pairs: Sequence[MinimalPair], tokenizer: Any, context: int
) -> tuple[list[MinimalPair], StoryscopeError | None]:
    """The pairs that `prompts_of` takes, and what it says of the first it does not: pieces split names unevenly."""
    kept: list[MinimalPair] = []
    refused: StoryscopeError | None = None
    for pair in pairs:
        try:
            prompts_of([pair], tokenizer, context)
        except StoryscopeError as error:
            refused = refused or error
        else:
            kept.append(pair)
    return kept, refused


def _stack(rows: Sequence[tuple[MinimalPair, list[int], list[int], list[str]]], tokenizer: Any) -> Prompts:
    return Prompts(
        ids=tuple(pair.id for pair, _, _, _ in rows),
        clean=torch.tensor([clean for _, clean, _, _ in rows]),
        corrupt=torch.tensor([corrupt for _, _, corrupt, _ in rows]),
        answers=torch.tensor([_answers(pair, tokenizer) for pair, _, _, _ in rows]),
        roles=tuple((*roles[:-1], LAST) for _, _, _, roles in rows),
    )


def _tokens(text: str, spans: Sequence[RoleSpan], tokenizer: Any) -> tuple[list[int], list[str]]:
    encoding = tokenizer.backend_tokenizer.encode(text, add_special_tokens=False)
    roles = [
        next((span.role for span in spans if span.start <= first < span.end), OTHER) for first, _ in encoding.offsets
    ]
    return list(encoding.ids), roles


def _answers(pair: MinimalPair, tokenizer: Any) -> list[int]:
    """The answers' tokens as they follow the prompt: pieces at the start of a word often hold the space before it."""
    found: list[int] = []
    for prompt, answer in ((pair.clean, pair.answer_clean), (pair.corrupt, pair.answer_corrupt)):
        before, whole = (
            list(tokenizer.backend_tokenizer.encode(text, add_special_tokens=False).ids)
            for text in (prompt, f"{prompt} {answer}")
        )
        ids = whole[len(before) :]
        if whole[: len(before)] != before or len(ids) != 1 or ids[0] == tokenizer.unk_token_id:
            what = f"The answer {answer!r} of pair {pair.id} is not one token of the model's vocabulary."
            raise StoryscopeError(what, "Use pairs and a model that were made from the same vocabulary.")
        found.append(ids[0])
    return found


def taken(prompts: Prompts, rows: Sequence[int]) -> Prompts:
    """The pairs with these numbers."""
    at = torch.tensor(list(rows), dtype=torch.long)
    return Prompts(
        ids=tuple(prompts.ids[row] for row in rows),
        clean=prompts.clean[at],
        corrupt=prompts.corrupt[at],
        answers=prompts.answers[at],
        roles=tuple(prompts.roles[row] for row in rows),
    )


def batches(groups: Sequence[Prompts], chosen: Collection[str], most: int = 256) -> list[Prompts]:
    """The chosen pairs, at most so many together that what is kept of them stays small."""
    found: list[Prompts] = []
    for group in groups:
        rows = [row for row, name in enumerate(group.ids) if name in chosen]
        found += [taken(group, rows[start : start + most]) for start in range(0, len(rows), most)]
    return found


def by_position(prompts: Prompts) -> Prompts:
    """The same pairs with every position a role of its own, "01" the first after the start of text."""
    width = prompts.clean.shape[1]
    return replace(prompts, roles=(("start", *(f"{pos:02d}" for pos in range(1, width))),) * len(prompts.ids))


def role_names(groups: Sequence[Prompts]) -> list[str]:
    """The roles that occur, in reading order as far as that is defined; the start of text is not one."""
    there = {role for group in groups for row in group.roles for role in row} - {"start"}
    return sorted(there, key=lambda role: (_SHOWN_FIRST.index(role) if role in _SHOWN_FIRST else -1, role))
