"""Every verb of the command line: a row says where its config, function and renderer live.

To add a verb, add a row, and a renderer in `render_<area>.py` if the plain table of its summary is not enough.
Flags, `--config`, `--json` and `--help` are made from the config dataclass. Nothing named here is imported before its
verb runs.
"""

from dataclasses import dataclass

PLAIN = "apps.cli.render:summary"
"""The renderer that shows a summary as a two-column table."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """One verb.

    `module` holds the class `config` and the function `function(config, progress)`, whose result has a `summary` (an
    Artifact's is its manifest's). `renderer` and `then` are "module:function"; `renderer(console, result)` shows the
    result, `then(config, result, progress)` goes on afterwards (serving pages until it is stopped).
    """

    verb: str
    module: str
    config: str
    function: str
    help: str
    example: str
    panel: str
    renderer: str = PLAIN
    then: str = ""


GROUPS = {
    "corpus": ("Look into a corpus.", "Look"),
    "twins": ("Write minimal pairs and WinoGrande items.", "Make"),
    "sae": ("Train and score sparse dictionaries.", "Make"),
    "eval": ("Score a model on a benchmark.", "Measure"),
    "artifacts": ("List, show, verify, trace and remove what runs have made.", "Look"),
}
"""The first words of two-word verbs: what they are for, and the panel of `--help` they stand in."""

COMMANDS = (
    Command(
        verb="demo",
        module="apps.demo",
        config="DemoConfig",
        function="demo",
        help="The whole chain on real input, then the explorer.",
        example="storyscope demo --quick --no-explore",
        panel="Start here",
        renderer="apps.cli.render_demo:summary",
        then="apps.demo:serve",
    ),
    Command(
        verb="doctor",
        module="apps.doctor",
        config="DoctorConfig",
        function="doctor",
        help="Say what this machine has, what is missing, and how to get it.",
        example="storyscope doctor",
        panel="Start here",
        renderer="apps.cli.render_doctor:summary",
        then="apps.doctor:complain",
    ),
    Command(
        verb="generate",
        module="workbench.stories.corpus",
        config="GenerateConfig",
        function="generate",
        help="Act out and tell labelled stories from the simulated world.",
        example="storyscope generate --tier minuscule --n 50000 --seed 0",
        panel="Make",
        renderer="apps.cli.render_corpus:corpus",
    ),
    Command(
        verb="corpus report",
        module="workbench.stories.report",
        config="CorpusReportConfig",
        function="corpus_report",
        help="How varied a corpus is, and how much a label gives itself away.",
        example="storyscope corpus report --corpus demo",
        panel="Look",
        renderer="apps.cli.render_corpus:report",
    ),
    Command(
        verb="twins pairs",
        module="workbench.stories.twins",
        config="PairsConfig",
        function="make_pairs",
        help="Write minimal pairs: two stories that differ in exactly one fact.",
        example="storyscope twins pairs --n 300",
        panel="Make",
    ),
    Command(
        verb="twins items",
        module="workbench.stories.twins",
        config="ItemsConfig",
        function="make_items",
        help="Write WinoGrande items, in twins whose answers differ.",
        example="storyscope twins items --n 1000",
        panel="Make",
    ),
    Command(
        verb="tokenizer",
        module="workbench.language.tokenizer",
        config="TokenizerConfig",
        function="make_tokenizer",
        help="Make the tokenizer of a corpus.",
        example="storyscope tokenizer --corpus demo",
        panel="Make",
    ),
    Command(
        verb="train",
        module="training.pretrain",
        config="TrainConfig",
        function="train",
        help="Train a language model on a corpus.",
        example="storyscope train --preset minuscule-83k --corpus demo",
        panel="Make",
    ),
    Command(
        verb="sample",
        module="workbench.language.sampling",
        config="SampleConfig",
        function="sample",
        help="Let a model tell stories.",
        example='storyscope sample --model demo --prompt "Tom had a big red ball."',
        panel="Look",
        renderer="apps.cli.render_sample:summary",
    ),
    Command(
        verb="probe",
        module="probes.linear",
        config="ProbeConfig",
        function="probe",
        help="Read the labels off every layer with linear probes, beside four controls.",
        example="storyscope probe --model demo --corpus demo",
        panel="Measure",
        renderer="apps.cli.render_measures:probes",
    ),
    Command(
        verb="sae train",
        module="training.dictionary",
        config="SaeConfig",
        function="train_sae",
        help="Train a sparse dictionary on one hook point.",
        example="storyscope sae train --model demo --corpus demo",
        panel="Make",
    ),
    Command(
        verb="sae eval",
        module="probes.dictionary_eval",
        config="SaeEvalConfig",
        function="evaluate_sae",
        help="Score a dictionary: sparsity, fidelity, and how much of the world it covers.",
        example="storyscope sae eval --sae demo",
        panel="Measure",
    ),
    Command(
        verb="features",
        module="probes.features",
        config="FeaturesConfig",
        function="features",
        help="Statistics and label cards of every neuron and dictionary feature, in one pass.",
        example="storyscope features --model demo --sae demo",
        panel="Measure",
    ),
    Command(
        verb="patch",
        module="probes.patching",
        config="PatchConfig",
        function="patch",
        help="Find what carries a fact, by patching activations between minimal pairs.",
        example="storyscope patch --factor holder --model demo",
        panel="Measure",
        renderer="apps.cli.render_measures:patches",
    ),
    Command(
        verb="eval winogrande",
        module="probes.winogrande",
        config="WinoGrandeConfig",
        function="evaluate",
        help="Score a model on WinoGrande items, beside the baselines it must beat.",
        example="storyscope eval winogrande --model demo --items items.json",
        panel="Measure",
        renderer="apps.cli.render_measures:winogrande",
    ),
    Command(
        verb="report",
        module="apps.report",
        config="ReportConfig",
        function="report",
        help="Write one self-contained page with all results and plots.",
        example="storyscope report --model demo",
        panel="Look",
    ),
    Command(
        verb="explore",
        module="apps.explore",
        config="ExploreConfig",
        function="explore",
        help="Serve the explorer, a web page on this machine, until Ctrl-C.",
        example="storyscope explore --port 8501",
        panel="Look",
        renderer="apps.cli.render:nothing",
        then="apps.explore:wait",
    ),
)
"""The verbs: where to start, then in the order of the work."""


def find(words: list[str]) -> Command | None:
    """The command that the first one or two words of a command line name."""
    return next((one for one in COMMANDS if one.verb.split() == words[: len(one.verb.split())]), None)
