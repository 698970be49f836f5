"""Opening pages of the explorer without a browser, and reading what they show."""

import logging

from streamlit.testing.v1 import AppTest

# Caches may be used outside of a running page; Streamlit says so at every single use.
logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True

PAGES = {
    "overview": "apps.views.overview",
    "stories": "apps.views.stories",
    "features": "apps.views.features",
    "feature": "apps.views.feature",
    "prompt": "apps.views.prompt",
    "probes": "apps.views.probing",
    "patching": "apps.views.patching",
    "winogrande": "apps.views.winogrande",
    "compare": "apps.views.compare",
    "scoring": "apps.views.scoring",
}
KIND = {
    "stories": "corpus",
    "features": "features",
    "feature": "features",
    "prompt": "model",
    "probes": "probe",
    "patching": "patching",
    "winogrande": "winogrande",
    "compare": "model",
    "scoring": "judged",
}
OF_ARTIFACTS = [page for page in PAGES if page != "scoring"]
"""Pages that show an artifact; scores by people are kept beside them."""
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> $x^2$ *b* [a](javascript:b) :red[c] \x00\u202e 😀"


def opened(page: str, /, **query: str) -> AppTest:
    """Open a page at an address, with every other page reachable."""
    script = (
        "import streamlit as st\nfrom apps.routes import SECTIONS, route\n"
        "st.navigation([route(a) for part in SECTIONS.values() for a in part], position='hidden')\n"
        f"from {PAGES[page]} import page\npage()\n"
    )
    test = AppTest.from_string(script, default_timeout=120)
    for name, value in query.items():
        test.query_params[name] = value
    return sound(test.run())


def sound(test: AppTest) -> AppTest:
    """Fail if the page shows an exception."""
    assert not test.exception, [one.value for one in test.exception]
    return test


def html_of(test: AppTest) -> str:
    return "\n".join(one.proto.body for one in test.get("html"))


def messages(test: AppTest) -> str:
    return "\n".join(one.value for one in [*test.warning, *test.info, *test.error])
