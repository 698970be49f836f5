"""A tiny model that has learned one fact, and pairs about it: the ground of the circuit instruments' tests."""

import itertools

import pyarrow as pa
import pyarrow.parquet as pq
import torch
from torch.nn import functional

from probes.patching_prompts import Prompts, prompts_of
from tests import labelled
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.language.checkpoints import LoadedModel, save
from workbench.records import MinimalPair, RoleSpan

THINGS = ("box", "hat", "ball", "cake", "toy", "cow")


def pairs() -> list[MinimalPair]:
    """Tim had one of two things; which one comes back at the end. Sixty pairs of one form."""
    found: list[MinimalPair] = []
    for index, (one, two) in enumerate(itertools.permutations(THINGS, 2)):
        for other in THINGS[:2]:
            texts, spans = list[str](), list[tuple[RoleSpan, ...]]()
            for held in (one, two):
                before = "Tim had the "
                text = f"{before}{held} and he saw the {other}. He had the"
                cue = RoleSpan(len(before), len(before) + len(held), "cue")
                texts.append(text)
                spans.append((cue, RoleSpan(cue.end, len(text), "after")))
            recipe = f'{{"case": "kept {index % 2}"}}'
            clean, corrupt = texts
            known = (f"{index}-{other}", "holder", clean, corrupt, one, two, spans[0], spans[1])
            found.append(MinimalPair(*known, recipe=recipe))
    return found


def knowing(steps: int = 120) -> LoadedModel:
    """The tiny model after it was taught all of these answers."""
    made = labelled.loaded()
    [batch] = prompts(made)
    tokens = torch.cat([batch.clean, batch.corrupt])
    answers = torch.cat([batch.answers[:, 0], batch.answers[:, 1]])
    made.model.requires_grad_(True)
    optimizer = torch.optim.Adam(made.model.parameters(), lr=0.02)
    with torch.enable_grad():
        for _ in range(steps):
            loss = functional.cross_entropy(made.model(tokens)[:, -1], answers)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    made.model.eval().requires_grad_(False)
    return made


def prompts(made: LoadedModel) -> list[Prompts]:
    """The pairs as tokens."""
    return prompts_of(pairs(), made.tokenizer, made.config.context)


def shelved() -> tuple[Artifact, Artifact]:
    """Model and pairs as artifacts."""
    made = knowing()
    with artifacts.create("model", "knowing", {"seed": 0, "taught": "holder"}) as draft:
        save(made.model, made.tokenizer, draft.path)
    return artifacts.resolve("model", "knowing"), shelve_pairs("kept", pairs())


def shelve_pairs(name: str, told: list[MinimalPair]) -> Artifact:
    """Pairs as an artifact."""
    texts = ("id", "factor", "clean", "corrupt", "answer_clean", "answer_corrupt", "recipe")
    rows = [
        {field: getattr(one, field) for field in texts}
        | {
            side: [{"start": span.start, "end": span.end, "role": span.role} for span in getattr(one, side)]
            for side in ("roles_clean", "roles_corrupt")
        }
        for one in told
    ]
    with artifacts.create("pairs", name, {"n": len(rows), "name": name}) as draft:
        pq.write_table(pa.Table.from_pylist(rows), draft.path / "pairs.parquet")
        draft.summary.update(factor=told[0].factor, change=told[0].factor, pairs=len(rows))
    return artifacts.resolve("pairs", name)
