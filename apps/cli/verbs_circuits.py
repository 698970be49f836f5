"""The verbs that look for circuits and ask where a fact is kept."""

from apps.cli.command import Command

CIRCUITS = (
    Command(
        verb="attribution",
        module="probes.circuits.attributing",
        config="AttributionConfig",
        function="attribute",
        help="Estimate every patch from gradients, and say how far the estimates agree with true patches.",
        example="storyscope attribution --factor name --model demo",
        panel="Measure",
        renderer="apps.cli.render_circuits:attributions",
    ),
    Command(
        verb="circuit",
        module="probes.circuits.finding",
        config="CircuitConfig",
        function="find_circuit",
        help="Find the smallest circuit that carries a fact, edge by edge, and judge it on other pairs.",
        example="storyscope circuit --factor name --model demo",
        panel="Measure",
        renderer="apps.cli.render_circuits:circuit",
    ),
    Command(
        verb="interchange",
        module="probes.circuits.interchanging",
        config="InterchangeConfig",
        function="interchange",
        help="Swap a hypothesised variable between runs, wholly and in learned subspaces, and see where answers obey.",
        example="storyscope interchange --factor name --model demo",
        panel="Measure",
        renderer="apps.cli.render_circuits:interchanges",
    ),
    Command(
        verb="selectivity",
        module="probes.circuits.selectivity",
        config="SelectivityConfig",
        function="selectivity",
        help="Patch every component for several facts: which heads move one fact and nothing else.",
        example="storyscope selectivity --model demo --factors name,holder,emotion",
        panel="Measure",
        renderer="apps.cli.render_circuits:selective",
    ),
    Command(
        verb="experiment fact",
        module="apps.fact",
        config="FactConfig",
        function="fact",
        help="Answer: where does this model keep a fact, and which heads move it? With intervals and controls.",
        example='storyscope experiment fact --change "holder(ball)" --model demo',
        panel="Measure",
        renderer="apps.cli.render_circuits:answer",
        argument="change",
    ),
)
