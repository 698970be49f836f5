"""The explorer in a real browser: every page, one feature clicked, next, a deep link; nothing may fail or phone home."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from apps.explore import ExploreConfig, explore
from apps.routes import SECTIONS
from workbench.artifacts import listing
from workbench.progress import SILENT

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: pip install playwright")

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
PAGES = [address for part in SECTIONS.values() for address in part]
PATIENCE = 60_000
"""Milliseconds; waiting ends when the thing appears, so this only bounds a failure."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]


@dataclass
class Visit:
    """A browser tab that remembers everything that went wrong in it."""

    page: Any
    url: str
    faults: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda fault: self.faults.append(f"script: {fault}"))
        self.page.on("request", self._request)
        self.page.on("response", self._response)
        self.page.on("console", self._console)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.url, self.url.replace("http", "ws"), "data:", "blob:")):
            self.faults.append(f"left this machine: {request.url}")

    def _response(self, response: Any) -> None:
        # Streamlit finds out the base of its address by asking below the page first.
        if response.status >= 400 and "/_stcore/" not in response.url:
            self.faults.append(f"{response.status}: {response.url}")

    def _console(self, message: Any) -> None:
        if message.type == "error" and "/_stcore/" not in str(message.location):
            self.faults.append(f"console: {message.text}")

    def open(self, address: str) -> None:
        self.faults.clear()
        self.page.goto(f"{self.url}/{address}")
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run to its end."""
        self.page.wait_for_selector('[data-testid="stMain"] h1', timeout=PATIENCE)
        self.page.wait_for_function(
            """() => document.querySelector('[data-testid="stApp"]').dataset.testScriptState === 'notRunning'""",
            timeout=PATIENCE,
        )
        assert not self.page.locator('[data-testid="stException"]').count(), self.page.inner_text("body")
        assert not self.faults, self.faults


@pytest.fixture(scope="module")
def visit(tiny_artifacts: Path) -> Iterator[Visit]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tiny_artifacts))
        serving = explore(ExploreConfig(), SILENT)
        try:
            with playwright.sync_playwright() as driver:
                # Chromium's own sandbox does not work for root, as in most containers.
                browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                tab = browser.new_page(viewport={"width": 1280, "height": 900})
                yield Visit(tab, serving.url)
                browser.close()
        finally:
            serving.stop()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_opens_without_a_fault_and_fits(visit: Visit, address: str) -> None:
    visit.open("" if address == "overview" else address)
    wide, shown = visit.page.evaluate(
        """() => { const m = document.querySelector('[data-testid="stMain"]'); return [m.scrollWidth, m.clientWidth] }"""
    )
    assert wide <= shown, "the page is wider than the window"
    assert visit.page.get_by_text("The same on the command line").count()


def test_every_page_is_reached_by_the_navigation(visit: Visit) -> None:
    visit.open("")
    title = visit.page.locator('[data-testid="stMain"] h1')
    titles = [title.inner_text()]
    for link in range(1, len(PAGES)):
        visit.page.locator('[data-testid="stSidebarNavLink"]').nth(link).click()
        playwright.expect(title).not_to_have_text(titles[-1], timeout=PATIENCE)
        visit.settle()
        titles.append(title.inner_text())
    assert len(set(titles)) == len(PAGES)


def test_a_click_in_the_table_opens_the_dashboard_and_next_turns_it(visit: Visit) -> None:
    visit.open("features?sort=number&kind=neuron")
    table = visit.page.locator('[data-testid="stDataFrame"]').first
    table.wait_for(timeout=PATIENCE)
    # The table is painted on a canvas: the box that selects the second row stands left, two rows below the head.
    table.click(position={"x": 16, "y": 85})
    visit.page.wait_for_url("**/feature*unit=L0.mlp.1*", timeout=PATIENCE)
    visit.settle()
    visit.page.get_by_role("button", name="Next").click()
    visit.page.wait_for_url("**/feature*unit=L0.mlp.2*", timeout=PATIENCE)
    visit.settle()
    visit.page.locator(".js-plotly-plot").nth(2).wait_for(timeout=PATIENCE)


def test_a_deep_link_opens_the_same_view(visit: Visit) -> None:
    features = next(one for one in listing("features"))
    seen: list[list[str]] = []
    for _ in range(2):
        visit.open("")
        visit.open(f"feature?statistics={features.label}&unit=L1.mlp.2")
        visit.page.locator(".ss-example").first.wait_for(timeout=PATIENCE)
        seen.append(visit.page.locator(".ss-example").all_inner_texts())
    assert seen[0] == seen[1] != []
    assert visit.page.locator('[data-testid="stSelectbox"] input[value="L1.mlp.2"]').count()


def test_a_prompt_is_typed_and_read(visit: Visit) -> None:
    visit.open("prompt")
    box = visit.page.get_by_label("Text", exact=True)
    box.fill("<script>document.title='owned'</script> Tom ran.")
    box.press("Control+Enter")
    visit.page.wait_for_selector(".ss-token:has-text('ran')", timeout=PATIENCE)
    visit.settle()
    assert visit.page.title() != "owned"
    assert "script" in visit.page.inner_text(".ss-strip >> nth=0")
