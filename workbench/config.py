"""Strict configs: frozen dataclasses that come from TOML files and flags, and go to JSON and TOML.

A config is a frozen, keyword-only dataclass of str, int, float, bool, Path, Literal, `X | None`, tuples of these, and
nested configs. It checks itself and does nothing else. Nothing here imports anything heavy.
"""

import dataclasses
import difflib
import json
import math
import tomllib
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from workbench.errors import StoryscopeError

T = TypeVar("T")


def option(default: T, help: str) -> T:
    """A config field with its default and the help text that `--help` shows."""
    return dataclasses.field(default=default, metadata={"help": help})


@dataclasses.dataclass(frozen=True)
class Setting:
    """One value of a config: its `path` from the top ("optimizer", "lr"), its type, default and help."""

    path: tuple[str, ...]
    kind: Any
    default: Any
    help: str

    @property
    def flag(self) -> str:
        """The flag that sets it, such as `--optimizer-lr`."""
        return "--" + "-".join(self.path).replace("_", "-")


def settings(cls: type[Any]) -> Iterator[Setting]:
    """Every value of the config class `cls`, nested ones included, in the order they were written."""
    yield from _settings(cls, None, ())


def load(cls: type[T], file: Path | None = None, overrides: Mapping[str, object] | None = None) -> T:
    """Build `cls` from its defaults, then a TOML file, then `overrides` (nested, or with dotted keys).

    Raises StoryscopeError for a missing or unreadable file, an unknown key (naming the nearest) and a wrong type.
    """
    values: dict[str, object] = {}
    if file is not None:
        values = _read_toml(file)
    for key, value in (overrides or {}).items():
        _merge(values, key.split("."), value)
    return cast("T", _build(cls, values, ()))


def to_dict(config: object) -> dict[str, Any]:
    """The config as JSON-able values: paths become strings, tuples become lists."""
    assert dataclasses.is_dataclass(config)
    return {field.name: _plain(getattr(config, field.name)) for field in dataclasses.fields(config)}


def to_toml(config: object) -> str:
    """The config as TOML text that `load` reads back; values that are None are left out, for TOML has no null."""
    lines: list[str] = []
    _write_table(to_dict(config), (), lines)
    return "\n".join(lines).strip() + "\n"


def parse_text(kind: Any, text: str, name: str) -> object:
    """Read one flag's text as `kind`: tuples are comma-separated, `none` is None where the type allows it.

    >>> parse_text(tuple[int, ...], "2,3", "--ks")
    (2, 3)
    """
    kind, optional = _optional(kind)
    if optional and text.lower() == "none":
        return None
    if get_origin(kind) is tuple:
        parts = [part.strip() for part in text.split(",")] if text.strip() else []
        arguments = get_args(kind)
        inner = [arguments[0]] * len(parts) if Ellipsis in arguments else list(arguments)
        if len(inner) != len(parts):
            raise _wrong(name, kind, text)
        return tuple(parse_text(one, part, name) for one, part in zip(inner, parts, strict=True))
    try:
        if kind is bool:
            return {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}[text.lower()]
        value = kind(text) if kind in (int, float, Path) else text
    except (ValueError, KeyError):
        raise _wrong(name, kind, text) from None
    return _coerce(kind, value, name)


def _read_toml(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StoryscopeError(f"There is no config file {file}.", "Check the path given to --config.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StoryscopeError(f"{file} is not a valid TOML file: {error}.", "Mend that line and run again.") from None
    except OSError as error:
        what = f"The config file {file} cannot be read: {error.strerror}."
        raise StoryscopeError(what, "Give --config a readable file.") from None


def _settings(cls: Any, instance: object, path: tuple[str, ...]) -> Iterator[Setting]:
    """`instance` holds the defaults where the config around it gives a nested config as the default."""
    kinds = get_type_hints(cls)
    for field in dataclasses.fields(cls):
        kind, here = kinds[field.name], (*path, field.name)
        default = _default(field) if instance is None else getattr(instance, field.name)
        if dataclasses.is_dataclass(kind):
            yield from _settings(kind, None if default is dataclasses.MISSING else default, here)
        else:
            yield Setting(here, kind, default, str(field.metadata.get("help", "")))


def _merge(values: dict[str, object], path: list[str], value: object) -> None:
    """Put `value` at `path`, section by section, over what a file may have given."""
    key, rest = path[0], path[1:]
    old = values.get(key)
    if rest:
        if not isinstance(old, dict):
            values[key] = old = {}
        _merge(cast("dict[str, object]", old), rest, value)
    elif isinstance(value, Mapping) and isinstance(old, dict):
        for inner, one in cast("Mapping[str, object]", value).items():
            _merge(cast("dict[str, object]", old), [inner], one)
    else:
        values[key] = value


def _build(cls: Any, values: object, path: tuple[str, ...], base: object = None) -> object:
    """A config from nested values, over the config `base` if there is one, else over the class's own defaults."""
    if isinstance(values, cls):
        return values
    if not isinstance(values, Mapping):
        what = f"'{'.'.join(path)}' is a section, but the value {values!r} was given."
        raise StoryscopeError(what, f"Write it as a table: [{'.'.join(path)}].")
    kinds = get_type_hints(cls)
    fields = {field.name: field for field in dataclasses.fields(cls)}
    made: dict[str, object] = {}
    for key, value in cast("Mapping[str, object]", values).items():
        if key not in fields:
            raise _unknown(key, list(fields), path)
        kind, here = kinds[key], (*path, key)
        if dataclasses.is_dataclass(kind):
            default = _default(fields[key]) if base is None else getattr(base, key)
            made[key] = _build(kind, value, here, None if default is dataclasses.MISSING else default)
        else:
            made[key] = _coerce(kind, value, ".".join(here))
    if base is not None:
        return dataclasses.replace(cast("Any", base), **made)
    for name, field in fields.items():
        if name not in made and _default(field) is dataclasses.MISSING:
            full = ".".join((*path, name))
            raise StoryscopeError(f"'{full}' has no value.", f"Give it as a flag or as `{name} = ...` in the config.")
    return cls(**made)


def _unknown(key: str, names: list[str], path: tuple[str, ...]) -> StoryscopeError:
    where = f" in [{'.'.join(path)}]" if path else ""
    near = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
    do = f"Did you mean '{near[0]}'?" if near else f"The settings are: {', '.join(names)}."
    return StoryscopeError(f"There is no setting '{key}'{where}.", do)


def _coerce(kind: Any, value: object, name: str) -> object:
    """Accept `value` as `kind` or raise; int becomes float, str Path, list tuple, and a text a list of one."""
    kind, optional = _optional(kind)
    if value is None and optional:
        return None
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise StoryscopeError(
                f"{name}={value!r} is not a choice.", f"Choose from {', '.join(map(str, get_args(kind)))}."
            )
        return value
    if get_origin(kind) is tuple:
        if isinstance(value, str) and get_args(kind) == (str, Ellipsis):
            value = (value,)
        if not isinstance(value, list | tuple):
            raise _wrong(name, kind, value)
        items, arguments = list(cast("list[object]", value)), get_args(kind)
        inner = [arguments[0]] * len(items) if Ellipsis in arguments else list(arguments)
        if len(inner) != len(items):
            raise _wrong(name, kind, value)
        return tuple(_coerce(one, item, name) for one, item in zip(inner, items, strict=True))
    if kind is float and type(value) is int and abs(value) < 2**1023:
        return float(value)
    if kind is float and type(value) is float and not math.isfinite(value):
        # No manifest could hold it: JSON knows neither NaN nor infinity.
        raise StoryscopeError(f"{name}={value} is not a finite number.", "Give a number that can be counted with.")
    if kind is Path and isinstance(value, str):
        return Path(value)
    # `type(...) is` keeps True from passing as an int.
    if (kind is Path and isinstance(value, Path)) or type(value) is kind:
        return value
    raise _wrong(name, kind, value)


def _wrong(name: str, kind: Any, value: object) -> StoryscopeError:
    return StoryscopeError(f"{name}={value!r} is not {_spell(kind)}.", "Give a value of that type.")


def _spell(kind: Any) -> str:
    """The type as a user reads it."""
    words = {int: "a whole number", float: "a number", bool: "true or false", str: "a text", Path: "a path"}
    if get_origin(kind) is tuple:
        arguments = [one for one in get_args(kind) if one is not Ellipsis]
        count = "" if Ellipsis in get_args(kind) else f"{len(arguments)} "
        plain = {int: "whole numbers", float: "numbers", str: "texts", Path: "paths", bool: "true/false values"}
        return f"a list of {count}{plain.get(arguments[0], 'values')}"
    return words.get(kind, getattr(kind, "__name__", str(kind)))


def _optional(kind: Any) -> tuple[Any, bool]:
    """Split `X | None` into (X, True)."""
    if get_origin(kind) in (Union, types.UnionType):
        rest = [one for one in get_args(kind) if one is not type(None)]
        assert len(rest) == 1, f"a config field may be X or X | None, not {kind}"
        return rest[0], True
    return kind, False


def _default(field: "dataclasses.Field[Any]") -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return to_dict(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in cast("list[object]", value)]
    return str(value) if isinstance(value, Path) else value


def _write_table(values: Mapping[str, Any], path: tuple[str, ...], lines: list[str]) -> None:
    tables = {key: value for key, value in values.items() if isinstance(value, dict)}
    for key, value in values.items():
        if key not in tables and value is not None:
            lines.append(f"{key} = {_toml_value(value)}")
    for key, table in tables.items():
        here = (*path, key)
        lines += ["", f"[{'.'.join(here)}]"]
        _write_table(cast("dict[str, Any]", table), here, lines)


def _toml_value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_toml_value(item) for item in cast("list[Any]", value)) + "]"
    if isinstance(value, str):
        # JSON's escapes are valid in a TOML basic string, except that TOML also forbids a raw DEL.
        return json.dumps(value, ensure_ascii=True).replace("\x7f", "\\u007f") if value.isascii() else _unicode(value)
    return repr(value).lower() if isinstance(value, bool) else repr(value)


def _unicode(value: str) -> str:
    # ensure_ascii would write surrogate pairs, which TOML does not allow.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
