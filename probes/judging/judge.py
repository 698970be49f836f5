"""`eval judge`: models complete prompts, judges judge the completions, and everything is set side by side."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

from probes.judging.completing import Completion, SamplingConfig, complete, read_completions
from probes.judging.llm_judge import Judged, LlmConfig, judge_by_model
from probes.judging.novelty import Novelty, novelty
from probes.judging.prompts import JudgePrompt, read_prompts, within
from probes.judging.rubrics import Rubric, RubricName, rubric_named
from probes.judging.rules import NAME, judge_by_rules
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.stories.corpus import Corpus


@dataclass(frozen=True, kw_only=True)
class JudgeConfig:
    """What `judge` needs."""

    model: tuple[str, ...] = option((), "models of the workbench or Hugging Face folders; none: the newest model")
    judge: tuple[str, ...] = option((NAME,), "who judges: rules, or a language model by its server's name for it")
    rubric: RubricName = option("tinyscale", "what is judged")
    prompts: str = option("categorised", "categorised (150), beginnings (50), or a JSON file of your own")
    tier: Literal["", "minuscule", "tiny", "simple"] = option("", "only prompts in the words of this tier; empty: all")
    novelty: int = option(4, "n of the n-grams looked up in each model's training stories; 0: no look")
    stories: int = option(0, "look into so many training stories only; 0: all")
    seed: int = option(0, "seed of the sampling, of the order of judging and of the intervals")
    name: str = option("", "the artifact's name; empty: rubric and prompts")
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    llm: LlmConfig = field(default_factory=LlmConfig)

    def __post_init__(self) -> None:
        """Raise StoryscopeError for no judge, one named twice, and counts that look up nothing."""
        if not self.judge or len(set(self.judge)) < len(self.judge):
            raise StoryscopeError("There is no judge, or one is named twice.", f"Name different ones: --judge {NAME}.")
        if self.novelty < 0 or self.stories < 0:
            raise StoryscopeError("novelty or stories is below 0.", "Give 0 or more.")

    def identity(self, bench: "Bench") -> dict[str, object]:
        """What decides the judgements: settings under their own names, so that the command line can be told again."""
        return {
            "model": bench.models,
            "judge": list(self.judge),
            "rubric": self.rubric,
            "prompts": self.prompts,
            "tier": self.tier,
            "novelty": self.novelty,
            "stories": self.stories,
            "seed": self.seed,
            "sampling": asdict(self.sampling),
            "llm": self.llm.identity if any(one != NAME for one in self.judge) else {},
            "asked": [one.id for one in bench.prompts],
        }


@dataclass(frozen=True)
class Bench:
    """Everything there is to judge: the completions of each model on the prompts that all of them can read."""

    rubric: Rubric
    sources: tuple[Artifact, ...]
    prompts: tuple[JudgePrompt, ...]
    completions: tuple[Completion, ...]
    left_out: dict[str, dict[str, list[str]]]
    """By model: the prompts it cannot read, with the words it lacks."""

    @property
    def models(self) -> list[str]:
        """The models' names, in the order given."""
        return [str(one.manifest.summary["model"]) for one in self.sources]


def set_bench(config: JudgeConfig, progress: Progress = SILENT) -> Bench:
    """Let every model complete the prompts; raises StoryscopeError where no prompt can be read by all of them."""
    prompts = within(read_prompts(config.prompts), config.tier)
    rubric = rubric_named(config.rubric, {one.category for one in prompts})
    refs = config.model or ("",)
    sources = [complete(ref, prompts, config.sampling, config.seed, progress) for ref in refs]
    if len({one.manifest.id for one in sources}) < len(sources):
        raise StoryscopeError("A model is named twice.", "Name different models to compare.")
    left_out = {str(one.manifest.summary["model"]): dict(one.manifest.summary["left_out"]) for one in sources}
    shared = [one for one in prompts if not any(one.id in lost for lost in left_out.values())]
    if not shared:
        do = "Use --tier with the smallest vocabulary tier among them, or judge them one by one."
        raise StoryscopeError("There is no prompt that all of these models can read.", do)
    ids = {one.id for one in shared}
    rows = [row for one in sources for row in read_completions(one) if row.prompt_id in ids]
    return Bench(rubric, tuple(sources), tuple(shared), tuple(rows), left_out)


def judge_all(config: JudgeConfig, bench: Bench, new: dict[str, Novelty], progress: Progress = SILENT) -> list[Judged]:
    """What every judge says of every completion, judge by judge."""
    found: list[Judged] = []
    for name in config.judge:
        if name == NAME:
            found += judged_by_rules(bench.rubric, bench.completions, new, progress)
        else:
            found += judge_by_model(name, bench.rubric, bench.completions, config.llm, config.seed, progress)
    return found


def judged_by_rules(
    rubric: Rubric, completions: Sequence[Completion], new: dict[str, Novelty], progress: Progress = SILENT
) -> list[Judged]:
    """The rule judge's marks."""
    found: list[Judged] = []
    with progress.task("judging by rules", len(completions), "completions") as task:
        for one in completions:
            copied = new[one.id].copied if one.id in new else 0
            marks = judge_by_rules(rubric, one.category, one.prompt, one.completion, copied)
            found.append(Judged(one.id, NAME, 0, tuple(marks)))
            task.advance()
    return found


def novelty_of(config: JudgeConfig, bench: Bench, progress: Progress = SILENT) -> dict[str, Novelty]:
    """Each completion beside the stories that its model was trained on; nothing for models whose corpus is not here."""
    found: dict[str, Novelty] = {}
    for name, source in zip(bench.models, bench.sources, strict=True):
        corpora = [one for one in artifacts.lineage(source) if one.manifest.kind == "corpus"]
        if not config.novelty or not corpora:
            continue
        progress.say(f"Looking for what {name} copied from {corpora[0].label}.")
        rows = [one for one in bench.completions if one.model == name]
        texts = Corpus.open(corpora[0]).texts("train", config.stories or None)
        values = novelty([one.completion for one in rows], texts, config.novelty, progress)
        found |= {row.id: value for row, value in zip(rows, values, strict=True)}
    return found
