"""The explorer's pages by name, so that any page can lead to any other; a page is imported when it is first opened."""

from collections.abc import Callable
from importlib import import_module

import streamlit as st

_PAGES = {
    "overview": ("apps.views.overview", "Overview", ":material/home:"),
    "stories": ("apps.views.stories", "Stories", ":material/menu_book:"),
    "features": ("apps.views.features", "Neurons & features", ":material/table_rows:"),
    "feature": ("apps.views.feature", "One feature", ":material/center_focus_strong:"),
    "prompt": ("apps.views.prompt", "Prompt lab", ":material/edit_note:"),
    "probes": ("apps.views.probing", "Probes", ":material/query_stats:"),
    "patching": ("apps.views.patching", "Patching & circuits", ":material/swap_horiz:"),
    "compare": ("apps.views.compare", "Compare", ":material/compare_arrows:"),
    "winogrande": ("apps.views.winogrande", "WinoGrande", ":material/rule:"),
    "scoring": ("apps.views.scoring", "Scoring", ":material/grading:"),
}
"""Address of a page: its module, title and icon."""

SECTIONS = {
    "": ("overview",),
    "The truth": ("stories",),
    "The model": ("prompt", "features", "feature"),
    "Measurements": ("probes", "patching", "winogrande", "compare", "scoring"),
}
"""The navigation: section title to addresses."""


def route(address: str) -> "st.Page":
    """Return the page at `address`."""
    module, title, icon = _PAGES[address]
    return st.Page(_opener(module), title=title, icon=icon, url_path=address, default=address == "overview")


def _opener(module: str) -> Callable[[], None]:
    def open_page() -> None:
        import_module(module).page()

    return open_page
