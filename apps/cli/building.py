"""A Typer command out of a row of the table and its config dataclass."""

import inspect
import os
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import typer

from apps.cli.commands import COMMANDS, GROUPS, Command, find
from apps.cli.output import as_json, print_json, stdout_kept_clean
from workbench.config import Setting, load, parse_text, settings, to_toml

_ABOUT = "Storyscope: an interpretability workbench for tiny story models whose ground truth is known."


def build(words: list[str]) -> typer.Typer:
    """The whole application; only the verb that `words` begins with gets its flags, the others only their help line.

    So the help of the whole imports nothing but Typer, and a verb imports only its own module.
    """
    app = _typer(_ABOUT)
    app.callback(help=_ABOUT)(_top)
    groups = {name: _typer(help) for name, (help, _) in GROUPS.items()}
    asked = find(words)
    for command in COMMANDS:
        first, *rest = command.verb.split()
        run = _runner(command) if command is asked else _stub
        parent = groups[first] if rest else app
        # The help of a verb may hold brackets, which would pass for markup.
        epilog = _plain(f"Example: {command.example}")
        parent.command(rest[-1] if rest else first, help=command.help, epilog=epilog, rich_help_panel=command.panel)(
            run
        )
    if words[:1] == ["artifacts"]:
        from apps.cli.store import add_verbs

        add_verbs(groups["artifacts"])
    for name, (_, panel) in GROUPS.items():
        app.add_typer(groups[name], name=name, rich_help_panel=panel)
    return app


def attribute(path: str) -> Any:
    """Import "module:name"."""
    module, name = path.split(":")
    return getattr(import_module(module), name)


def _typer(help: str) -> typer.Typer:
    return typer.Typer(help=help, add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


def _stub() -> None:
    """Never run: it stands for a verb that was not asked for."""


def _print_version(asked: bool) -> bool:
    if asked:
        from importlib.metadata import version

        typer.echo(f"storyscope {version('storyscope')}")
        raise typer.Exit
    return asked


_VERSION = typer.Option(False, "--version", help="Print the version and stop.", is_eager=True, callback=_print_version)


def _top(version: bool = _VERSION) -> None:  # noqa: ARG001 - its callback does the work
    """Nothing: Typer wants a function to hang the options of `storyscope` itself on."""


def _runner(command: Command) -> Callable[..., None]:
    """The function that Typer calls, with one keyword parameter for each value of the config."""
    config_class = getattr(import_module(command.module), command.config)
    values = list(settings(config_class))
    by_name = {"_".join(value.path): value for value in values}

    def run(config: Path | None, as_json: bool, print_config: bool, **given: Any) -> None:
        overrides: dict[str, object] = {}
        for name, value in given.items():
            if value is not None and value != []:
                setting = by_name[name]
                # A flag of a list may be given several times.
                value = ",".join(value) if isinstance(value, list) else value
                parsed = parse_text(setting.kind, value, setting.flag) if isinstance(value, str) else value
                overrides[".".join(setting.path)] = parsed
        made = load(config_class, config, overrides)
        if print_config:
            typer.echo(to_toml(made), nl=False)
            return
        _call(command, made, as_json)

    parameters = [
        _argument(name, value) if name == command.argument else _parameter(name, value)
        for name, value in by_name.items()
    ]
    parameters += [
        _own(
            "config", Path | None, None, "--config", "Read settings from a TOML file; flags override it.", "FILE.toml"
        ),
        _own("as_json", bool, False, "--json", "Print one JSON object instead of tables."),
        _own("print_config", bool, False, "--print-config", "Print the settings as TOML and stop."),
    ]
    _sign(run, parameters)
    return run


def _call(command: Command, config: object, as_object: bool) -> None:
    """Run the verb's function, show its result, and go on if there is something to go on with."""
    from apps.console import RichProgress

    function, progress, begun = attribute(f"{command.module}:{command.function}"), RichProgress(), datetime.now(UTC)
    if os.environ.get("RANK", "0") != "0":
        # One of several processes that a launcher has started: the first one speaks for all.
        function(config)
        return
    if as_object:
        with stdout_kept_clean():
            result = function(config, progress)
        print_json(as_json(result, begun))
    else:
        from rich.console import Console

        result = function(config, progress)
        attribute(command.renderer)(Console(highlight=False), result)
    if command.then:
        attribute(command.then)(config, result, progress)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")


def _parameter(name: str, setting: Setting) -> inspect.Parameter:
    """The option of one config value; unset means None, so that a config file is not overridden."""
    flag = setting.flag
    if setting.kind is bool:
        annotation, declared, metavar = bool | None, f"{flag}/--no-{flag[2:]}", None
    else:
        listed = get_origin(setting.kind) is tuple
        annotation, declared, metavar = list[str] | None if listed else str | None, flag, _metavar(setting.kind)
    default = _spell_default(setting.default)
    help = _plain(f"{setting.help} [{default}]" if default else setting.help)
    option = typer.Option(None, declared, help=help, metavar=metavar, show_default=False)
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=option, annotation=annotation)


def _argument(name: str, setting: Setting) -> inspect.Parameter:
    """The one value of a config that needs no flag."""
    argument = typer.Argument(None, help=_plain(setting.help), metavar=_metavar(setting.kind), show_default=False)
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=argument, annotation=str | None)


def _own(name: str, kind: Any, default: object, flag: str, help: str, metavar: str | None = None) -> inspect.Parameter:
    option = typer.Option(default, flag, help=help, metavar=metavar, show_default=False)
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=option, annotation=kind)


def _sign(run: Any, parameters: list[inspect.Parameter]) -> None:
    names = [parameter.name for parameter in parameters]
    if len(set(names)) != len(names):
        raise AssertionError(f"two settings would share a flag: {sorted(names)}")
    run.__signature__ = inspect.Signature(parameters)
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}


def _metavar(kind: Any) -> str:
    names = {int: "INT", float: "NUMBER", str: "TEXT", Path: "PATH"}
    if get_origin(kind) is Literal:
        return "|".join(map(str, get_args(kind)))
    if get_origin(kind) is tuple:
        inner = _metavar(get_args(kind)[0])
        return (
            f"{inner},{inner},..." if Ellipsis in get_args(kind) else ",".join(_metavar(one) for one in get_args(kind))
        )
    rest = [one for one in get_args(kind) if one is not type(None)]
    return _metavar(rest[0]) if rest else names[kind]


def _spell_default(default: object) -> str:
    if isinstance(default, bool):
        return "yes" if default else "no"
    if isinstance(default, tuple):
        return ",".join(map(str, default))
    return "" if default is None else str(default)
