"""What the design promises about the code, checked on the code itself."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from apps.cli.commands import COMMANDS
from workbench.axes import AXES

TOP = Path(__file__).parents[1]
PACKAGES = ("workbench", "training", "probes", "apps")
SOURCES = sorted(path for package in PACKAGES for path in (TOP / package).rglob("*.py"))
ALL_PYTHON = sorted([*SOURCES, *(TOP / "tests").rglob("*.py"), *(TOP / "benchmarks").rglob("*.py")])
TEXTS = [
    TOP / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "pyproject.toml", ".ci/run")
]
TEXTS += [*sorted((TOP / "docs").rglob("*.md")), TOP / "artifacts" / "README.md"]

ids = lambda path: str(path.relative_to(TOP))  # noqa: E731 - a name for parametrize


def trees(paths: list[Path]) -> Iterator[tuple[Path, ast.AST]]:
    for path in paths:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with its dotted name, such as "np.random.rand"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


_OWN_GENERATORS = {"default_rng", "Generator", "Random", "SeedSequence", "PCG64", "Philox", "BitGenerator"}
_TORCH_DRAWS = [["rand"], ["randn"], ["randint"], ["randperm"], ["multinomial"], ["bernoulli"], ["normal"], ["poisson"]]
_TORCH_IN_PLACE = {"normal_", "uniform_", "bernoulli_", "random_", "exponential_", "trunc_normal_"}


def global_randomness(tree: ast.AST) -> Iterator[str]:
    """Every call that draws from, or seeds, a generator that the whole process shares."""
    for name, call in calls(tree):
        parts = name.split(".")
        has_generator = any(keyword.arg == "generator" for keyword in call.keywords)
        if len(parts) > 1 and parts[-2] == "random" and parts[0] in ("np", "numpy", "random"):
            if parts[-1] not in _OWN_GENERATORS:
                yield f"{call.lineno}: {name}"
        elif name.endswith("manual_seed") and parts[0] == "torch" and "Generator" not in parts:
            yield f"{call.lineno}: {name}"
        elif not has_generator and (
            parts[-1] in _TORCH_IN_PLACE or (parts[0] == "torch" and parts[1:] in _TORCH_DRAWS)
        ):
            yield f"{call.lineno}: {name} without generator="


def forbidden(tree: ast.AST) -> Iterator[str]:
    """Pickle in any form, code from text, a shell, and excepts that swallow everything."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
            if {"pickle", "dill", "cloudpickle", "joblib", "shelve"} & {name.split(".")[0] for name in names}:
                yield f"{node.lineno}: imports {names}"
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(one is None or dotted(one) in ("Exception", "BaseException") for one in caught):
                yield f"{node.lineno}: catches everything"
    for name, call in calls(tree):
        if name in ("eval", "exec", "torch.load", "torch.save", "os.system"):
            yield f"{call.lineno}: {name}"
        for keyword in call.keywords:
            if keyword.arg in ("shell", "allow_pickle") and getattr(keyword.value, "value", False):
                yield f"{call.lineno}: {keyword.arg}=True"


def test_no_global_randomness() -> None:
    found = [f"{ids(path)}:{line}" for path, tree in trees(ALL_PYTHON) for line in global_randomness(tree)]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "np.random.rand(3)",
        "np.random.seed(0)",
        "random.shuffle(x)",
        "torch.manual_seed(0)",
        "torch.cuda.manual_seed(0)",
        "torch.randn(2)",
        "torch.multinomial(p, 1)",
        "nn.init.normal_(w)",
        "w.uniform_(0, 1)",
    ],
)
def test_global_randomness_is_recognised(code: str) -> None:
    assert list(global_randomness(ast.parse(code))) != []


@pytest.mark.parametrize(
    "code",
    [
        "np.random.default_rng(7)",
        "rng.random()",
        "random.Random(3)",
        "torch.Generator().manual_seed(3)",
        "torch.randn(2, generator=g)",
        "w.normal_(generator=g)",
    ],
)
def test_own_generators_are_allowed(code: str) -> None:
    assert list(global_randomness(ast.parse(code))) == []


def test_nothing_unsafe() -> None:
    found = [f"{ids(path)}:{line}" for path, tree in trees(SOURCES) for line in forbidden(tree)]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from joblib import dump",
        "torch.load(f)",
        "eval(x)",
        "run(c, shell=True)",
        "np.load(f, allow_pickle=True)",
        "try: x\nexcept: pass",
        "try: x\nexcept Exception: pass",
        "try: x\nexcept (ValueError, BaseException): pass",
    ],
)
def test_unsafe_code_is_recognised(code: str) -> None:
    assert list(forbidden(ast.parse(code))) != []


def test_no_file_is_over_300_lines() -> None:
    sizes = {ids(path): len(path.read_text(encoding="utf-8").splitlines()) for path in ALL_PYTHON}
    assert {name: size for name, size in sizes.items() if size > 300} == {}


def test_no_vague_names_and_no_names_that_hide_a_package() -> None:
    vague = [ids(path) for path in SOURCES if path.stem in ("utils", "util", "helpers", "helper", "misc", "common")]
    assert vague == []
    # Streamlit puts its script's folder on the path.
    hiding = [ids(path) for path in (TOP / "apps").iterdir() if path.stem in ("workbench", "training", "probes")]
    assert hiding == []


def test_no_unfinished_work_and_no_machine_paths() -> None:
    # Spelled in pieces, so that this file does not find itself.
    patterns = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "raise NotImplemented" + "Error"]))
    paths = re.compile(
        "|".join(f"{slash}{name}/" for slash in ["/"] for name in ("work", "root", "ho" + "me", "Users"))
    )
    found: list[str] = []
    for path in [*ALL_PYTHON, *TEXTS]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if patterns.search(line) and path != Path(__file__):
                found.append(f"{ids(path)}:{number}: {line.strip()}")
            if paths.search(line) and "://" not in line and path != Path(__file__):
                found.append(f"{ids(path)}:{number}: {line.strip()}")
    assert found == []


_PATH = re.compile(r"`((?:workbench|training|probes|apps|tests|docs|benchmarks)/[\w./-]*\w(?:\.\w+)?/?)`")


def test_documented_paths_exist() -> None:
    missing = [
        f"{ids(text)}: {path}"
        for text in TEXTS
        for path in _PATH.findall(text.read_text(encoding="utf-8"))
        if not (TOP / path).exists()
    ]
    assert missing == []


def test_documented_commands_exist() -> None:
    verbs = {one.verb for one in COMMANDS} | {
        f"artifacts {name}" for name in ("list", "show", "verify", "lineage", "rm")
    }
    firsts = {verb.split()[0] for verb in verbs}
    unknown: list[str] = []
    for text in [*TEXTS, *SOURCES]:
        for words in re.findall(r"`storyscope ([a-z]+(?: [a-z]+)?)", text.read_text(encoding="utf-8")):
            if words not in verbs and words.split()[0] not in firsts:
                unknown.append(f"{ids(text)}: storyscope {words}")
    assert unknown == []


def test_makefile_has_what_the_documents_name() -> None:
    targets = set(re.findall(r"^([a-z]+):", (TOP / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {name for text in TEXTS for name in re.findall(r"^make ([a-z]+)", text.read_text(encoding="utf-8"), re.M)}
    assert named - targets == set()
    assert {"setup", "demo", "test", "check", "bench"} <= targets


_SHAPED = re.compile(r"\b(?:Float|Int|Bool|Shaped|Num|UInt|Integer|Inexact|Real)\d*\[[\w.| ]+, *\"([^\"]*)\"\]")


def test_shapes_use_the_axis_names() -> None:
    unknown: list[str] = []
    for path in SOURCES:
        for shape in _SHAPED.findall(path.read_text(encoding="utf-8")):
            for axis in shape.split():
                name = re.sub(r"^[*#?]+|[+-]\d+$", "", axis)
                if name not in AXES and not re.fullmatch(r"\d*|\.\.\.|_|[\d+\-*/()]+", name):
                    unknown.append(f"{ids(path)}: {axis} in '{shape}'")
    assert unknown == []


def test_every_verb_leads_somewhere() -> None:
    for command in COMMANDS:
        module = import_module(command.module)
        assert callable(getattr(module, command.function)), command.verb
        assert isinstance(getattr(module, command.config), type), command.verb
        for path in filter(None, (command.renderer, command.then)):
            name, function = path.split(":")
            assert callable(getattr(import_module(name), function)), path
        assert command.example.startswith(f"storyscope {command.verb}"), command.verb


def test_constraints_pin_every_direct_dependency() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=\[ ]", one)[0].lower() for one in wanted}
    pinned = set(re.findall(r"^([\w.-]+)==\d[\w.]*$", (TOP / "constraints.txt").read_text(encoding="utf-8"), re.M))
    assert names - pinned == set()


def test_the_layers_hold() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run([tool, "--no-cache"], cwd=TOP, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
