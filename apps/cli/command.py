"""What a verb of the command line is."""

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
    argument: str = ""  # the setting that may be given without its flag
