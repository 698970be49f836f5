"""What a model with random weights makes of the same pairs."""

from probes import patching_prompts, patching_sweep
from probes.patching_selection import solves
from workbench.artifacts import Artifact
from workbench.language.checkpoints import load_model, random_init


def solved_untrained(source: Artifact, pairs: Artifact, seed: int) -> tuple[int, int]:
    """How many of the pairs that fit the model it solves with random weights, and how many there are."""
    loaded = load_model(source)
    told = patching_prompts.read_pairs(pairs.file("pairs.parquet"))
    records, _ = patching_prompts.fitting(told, loaded.tokenizer, loaded.config.context)
    groups = patching_prompts.prompts_of(records, loaded.tokenizer, loaded.config.context)
    clean, corrupt = patching_sweep.preferences(random_init(loaded.config, seed).eval(), groups)
    return int(solves(clean, corrupt).sum()), len(clean)
