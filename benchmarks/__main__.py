"""Run the named benchmarks, or all of them; each module here has `measure(quick) -> {what: {value, unit}}`."""

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Print one line for each figure, or one JSON object."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"any of: {', '.join(names)}")
    parser.add_argument("--quick", action="store_true", help="smaller and rougher")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    asked = parser.parse_args()
    unknown = sorted({*asked.names} - {*names})
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]}; there are {', '.join(names)}")
    found: dict[str, dict[str, object]] = {}
    for name in asked.names or names:
        sys.stderr.write(f"{name} ...\n")
        found[name] = import_module(f"benchmarks.{name}").measure(asked.quick)
        if not asked.json:
            for what, figure in found[name].items():
                print(f"{name}: {what}: {figure}")
    if asked.json:
        print(json.dumps(found))


main()
