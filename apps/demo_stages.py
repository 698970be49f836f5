"""The stages of the demo and their sizes, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How much of everything one demo makes."""

    stories: int
    preset: str
    epochs: float
    context: int
    """Tokens in a row; 0: the preset's."""
    train_batch: int
    probe_train: int
    probe_test: int
    d_sae: int
    sae_tokens: int
    sae_batch: int
    feature_tokens: int
    pairs: int
    items: int


FULL = Sizes(
    stories=50_000,
    preset="story-600k",
    epochs=2.0,
    context=0,
    train_batch=0,
    probe_train=8_000,
    probe_test=2_000,
    d_sae=1_024,
    sae_tokens=1_500_000,
    sae_batch=2_048,
    feature_tokens=200_000,
    pairs=1_000,
    items=2_000,
)
"""At most twelve minutes on two cores."""

QUICK = Sizes(
    stories=3_000,
    preset="minuscule-83k",
    epochs=1.0,
    context=128,
    train_batch=16,
    probe_train=600,
    probe_test=150,
    d_sae=61,
    sae_tokens=20_000,
    sae_batch=512,
    feature_tokens=6_000,
    pairs=24,
    items=60,
)
"""Every stage for real in two minutes; its numbers mean nothing."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step: the verb that does it, its settings, and which settings name the artifacts of earlier stages."""

    title: str
    verb: str
    settings: Mapping[str, object] = field(default_factory=dict[str, object])
    reads: Mapping[str, str] = field(default_factory=dict[str, str])
    """Setting -> verb of the earlier stage whose artifact it names."""


def stages(sizes: Sizes, name: str, seed: int) -> tuple[Stage, ...]:
    """The nine steps in order; what only prepares or checks another step is a stage of its own here."""
    corpus, model, sae = {"corpus": "generate"}, {"model": "train"}, {"sae": "sae train"}
    named: dict[str, object] = {"name": name}
    seeded = {**named, "seed": seed}
    return (
        Stage(title="Generate stories", verb="generate", settings={**seeded, "n": sizes.stories}),
        Stage(title="Check the corpus", verb="corpus report", settings=seeded, reads=corpus),
        Stage(title="Make the tokenizer", verb="tokenizer", settings=named, reads=corpus),
        Stage(
            title="Train the model",
            verb="train",
            settings={
                **seeded,
                "preset": sizes.preset,
                "epochs": sizes.epochs,
                "context": sizes.context,
                "batch": sizes.train_batch,
            },
            reads={**corpus, "tokenizer": "tokenizer"},
        ),
        Stage(
            title="Probe every layer",
            verb="probe",
            settings={**seeded, "train_stories": sizes.probe_train, "test_stories": sizes.probe_test},
            reads={**model, **corpus},
        ),
        Stage(
            title="Train the dictionary",
            verb="sae train",
            settings={**seeded, "d_sae": sizes.d_sae, "tokens": sizes.sae_tokens, "batch": sizes.sae_batch},
            reads={**model, **corpus},
        ),
        Stage(title="Score the dictionary", verb="sae eval", settings=named, reads=sae),
        Stage(
            title="Measure features",
            verb="features",
            settings={**seeded, "tokens": sizes.feature_tokens},
            reads={**model, **corpus, **sae},
        ),
        Stage(
            title="Write minimal pairs",
            verb="twins pairs",
            settings={**seeded, "factor": "name", "n": sizes.pairs},
        ),
        Stage(title="Patch activations", verb="patch", settings=seeded, reads={**model, "pairs": "twins pairs"}),
        Stage(title="Write WinoGrande items", verb="twins items", settings={**seeded, "n": sizes.items}),
        Stage(
            title="Score WinoGrande", verb="eval winogrande", settings=seeded, reads={**model, "items": "twins items"}
        ),
        Stage(title="Write the report", verb="report", settings=named, reads=model),
    )
