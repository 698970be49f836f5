"""The explorer in a real browser: every page and main interaction; nothing may fail, phone home, or shut people out."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from apps.explore import ExploreConfig, explore
from apps.routes import SECTIONS
from tests.paging import HOSTILE
from workbench.artifacts import listing
from workbench.progress import SILENT

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: pip install playwright")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python")

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
PAGES = [address for part in SECTIONS.values() for address in part]
PATIENCE = 180_000
"""Milliseconds; waiting ends when the thing appears, so this only bounds a failure."""
FITS = """() => { const m = document.querySelector('[data-testid="stMain"]'); return m.scrollWidth <= m.clientWidth }"""
"""Whether the page is no wider than its window."""
NOT_OURS = {
    "aria-allowed-attr": "Streamlit's own select boxes and sliders",
    "aria-input-field-name": "Streamlit's own select boxes and sliders",
    "scrollable-region-focusable": "Streamlit's own code blocks",
    "nested-interactive": "Streamlit's own tooltips inside labels",
    "list": "Streamlit's own navigation",
    "listitem": "Streamlit's own navigation",
}
"""Rules of axe that Streamlit's own widgets break, whatever a page does; they are not asked of them."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
    pytest.mark.xdist_group("browser"),  # one server and one browser for all
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
        if not request.url.startswith(("about:", self.url, self.url.replace("http", "ws"), "data:", "blob:")):
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
        """Wait until the script has run to its end, and see that nothing went wrong."""
        self.page.wait_for_selector('[data-testid="stMain"] h1', timeout=PATIENCE)
        self.page.wait_for_function(
            """() => document.querySelector('[data-testid="stApp"]').dataset.testScriptState === 'notRunning'""",
            timeout=PATIENCE,
        )
        assert not self.page.locator('[data-testid="stException"]').count(), self.page.inner_text("body")
        assert not self.faults, self.faults

    def see(self, text: str) -> None:
        """Wait until a text stands on the page, then for the script's end."""
        self.page.get_by_text(text).first.wait_for(timeout=PATIENCE)
        self.settle()

    def arrives(self, address: str) -> None:
        """Wait until the address matches a pattern, then for the script's end."""
        self.page.wait_for_url(address, timeout=PATIENCE)
        self.settle()

    def click_point(self, number: int) -> None:
        """Click the middle of a point of the first figure, which lies unseen over a cell."""
        point = self.page.locator(".js-plotly-plot .scatterlayer .points path").nth(number)
        point.wait_for(state="attached", timeout=PATIENCE)
        point.scroll_into_view_if_needed(timeout=PATIENCE)
        box = point.bounding_box()
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def complaints(self) -> list[str]:
        """What axe finds in the page's main part, that matters and is ours to mend."""
        options = {"runOnly": ["wcag2a", "wcag2aa"], "rules": {rule: {"enabled": False} for rule in NOT_OURS}}
        # The colours of code blocks are Streamlit's own.
        context = {"exclude": [['[data-testid="stCode"]']]}
        found = axe.Axe().run(self.page, context=context, options=options).response["violations"]
        return [
            f"{one['id']}: {one['help']}: {node['html'][:160]}"
            for one in found
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"][:3]
        ]


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
def test_a_page_is_reached_opens_fits_and_shuts_nobody_out(visit: Visit, address: str) -> None:
    if address == "overview" or not visit.page.url.startswith(visit.url):
        visit.open("")
    if address != "overview":
        visit.page.locator(f'[data-testid="stSidebarNavLink"][href$="/{address}"]').click()
        visit.arrives(f"**/{address}*")
    visit.see("The same on the command line")
    for width in (1280, 834):  # a laptop, a tablet held upright
        visit.page.set_viewport_size({"width": width, "height": 900})
        # Tables and figures take a moment to follow; a page that never fits ends in a timeout that says so.
        visit.page.wait_for_function(FITS, timeout=PATIENCE)
    visit.page.set_viewport_size({"width": 1280, "height": 900})
    assert visit.complaints() == []


def test_a_complaint_is_seen(visit: Visit) -> None:
    visit.open("prompt")
    visit.page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"data:,\">')")
    assert any("image-alt" in one for one in visit.complaints())


def test_stories_are_searched(visit: Visit) -> None:
    visit.open("stories")
    box = visit.page.get_by_role("textbox").first
    box.fill("xylophone")
    box.press("Enter")
    visit.page.wait_for_url("**xylophone**", timeout=PATIENCE)
    visit.settle()


def test_a_click_in_the_table_opens_the_dashboard_and_next_turns_it(visit: Visit) -> None:
    visit.open("features?sort=number&kind=neuron")
    table = visit.page.locator('[data-testid="stDataFrame"]').first
    table.wait_for(timeout=PATIENCE)
    # The table is painted on a canvas: the box that selects the second row stands left, two rows below the head.
    table.click(position={"x": 16, "y": 85})
    visit.arrives("**/feature*unit=L0.mlp.1*")
    visit.page.get_by_role("button", name="Next").first.click()
    visit.arrives("**/feature*unit=L0.mlp.2*")
    visit.page.locator(".js-plotly-plot").nth(2).wait_for(timeout=PATIENCE)


def test_a_share_link_opens_the_same_view(visit: Visit) -> None:
    features = next(one for one in listing("features"))
    seen: list[list[str]] = []
    for _ in range(2):
        visit.page.goto("about:blank")
        visit.open(f"feature?statistics={features.label}&unit=L1.mlp.2")
        visit.page.locator(".ss-example").first.wait_for(timeout=PATIENCE)
        seen.append(visit.page.locator(".ss-example").all_inner_texts())
    assert seen[0] == seen[1] != []
    assert visit.page.locator('[data-testid="stSelectbox"] input[value="L1.mlp.2"]').count()


def test_the_lab_follows_clicks_keys_and_its_own_link(visit: Visit) -> None:
    visit.open("prompt?text=Tom+had+a+ball.+He+ran+home.")
    token = visit.page.locator(".ss-clickable .ss-token")
    token.nth(3).click()
    visit.arrives("**at=3*")
    visit.see("Expected after “a”")
    token.nth(3).press("ArrowRight")
    visit.arrives("**at=4*")
    visit.page.get_by_role("radio", name="attention").or_(visit.page.get_by_text("attention", exact=True)).first.click()
    visit.see("All heads")
    visit.click_point(5)
    visit.arrives("**head=L1H1*")
    link = visit.page.url
    visit.page.goto("about:blank")
    visit.open(link.removeprefix(f"{visit.url}/"))
    assert visit.page.locator(".ss-here").inner_text() == "ball"
    visit.see("All heads")


def test_a_model_is_steered_and_tells_something_else(visit: Visit) -> None:
    visit.open("prompt?view=steer&direction=tone:sad&strength=12&words=20")
    visit.see("What it costs on this text")
    stories = visit.page.locator(".ss-quote")
    texts = stories.all_inner_texts()
    assert len(texts) == 6 and texts[:3] != texts[3:]
    visit.page.get_by_text("L0H1", exact=True).click()
    visit.arrives("**off=L0H1*")


def test_hostile_text_is_read_and_never_runs(visit: Visit) -> None:
    visit.open("prompt")
    box = visit.page.get_by_label("Text", exact=True)
    box.fill(HOSTILE.replace("\x00", "") + "<script>document.title='owned'</script> Tom ran.")
    box.press("Control+Enter")
    visit.page.wait_for_selector(".ss-token:has-text('ran')", timeout=PATIENCE)
    visit.settle()
    assert visit.page.title() != "owned"
    assert "script" in visit.page.inner_text(".ss-clickable")
    assert not visit.page.locator(".ss-clickable img, .ss-clickable script").count()


def test_a_click_on_the_map_leads_to_a_pair(visit: Visit) -> None:
    visit.open("patching")
    visit.click_point(3)
    visit.arrives("**cell_role=*")
    visit.see("One pair, token by token")


def test_an_item_of_ones_own_is_scored(visit: Visit) -> None:
    visit.open("winogrande?own=Tom+hit+Sue+so+_+was+sad.&own1=Tom&own2=Sue")
    visit.see("The model prefers")
    box = visit.page.get_by_label("Sentence with _", exact=True)
    box.fill("Tom has no blank.")
    box.press("Enter")
    visit.see("The sentence has no blank")
