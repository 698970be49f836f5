"""Small PNGs of the explorer's pages: `python -m benchmarks._pictures docs/images` (the same: make screenshots)."""

import sys
from io import BytesIO
from pathlib import Path

from benchmarks.explorer import PAGES, browsing, settle

_COLOURS = 64
"""Few colours keep a picture of plots and text small, and nobody sees it."""


def pictures(folder: Path) -> None:
    """Take a PNG of every page into a folder, each below about 150 kB; other files there stay."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    with browsing() as (tab, url, _):
        for name, address in PAGES.items():
            tab.goto(f"{url}/{address}")
            settle(tab)
            tab.wait_for_timeout(2000)  # figures are drawn after the script has ended
            picture = Image.open(BytesIO(tab.screenshot())).convert("RGB")
            file = folder / f"{name}.png"
            picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
            print(f"{file}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    pictures(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images"))
