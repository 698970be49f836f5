"""docs/notebook.md is tried as a reader would: block after block, in one namespace; each ends in a figure."""

import re
import runpy
from pathlib import Path

import plotly.graph_objects as go
import pytest

from apps.downloads import csv_text, figure_rows

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parents[1] / "docs" / "notebook.md"


def test_every_block_of_the_page_ends_in_a_figure_that_shows_something(
    tmp_path: Path, tiny_artifacts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tiny_artifacts))
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) > 5
    lines: list[str] = ["drawn = []"]
    for block in blocks:
        *before, last = block.rstrip().split("\n")
        lines += [*before, f"drawn.append({last})"]
    script = tmp_path / "page.py"
    # The miniature has no sad story with a dog for certain.
    script.write_text("\n".join(lines).replace('\'dog -cat\', (("tone", "sad"),)', "'was'"), encoding="utf-8")
    drawn = runpy.run_path(str(script))["drawn"]
    assert len(drawn) == len(blocks)
    for figure in drawn:
        assert isinstance(figure, go.Figure)
        assert figure.data
        assert csv_text(figure_rows(figure)).count("\n") > 1
