"""The explorer's front door; `storyscope explore` starts it with Streamlit."""

import streamlit as st

from apps.cached import warm_up
from apps.routes import SECTIONS, route

# Drawn here because Streamlit fetches named icons for the browser's tab from the network.
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1f6f78"/>'
    '<circle cx="14" cy="14" r="7" fill="none" stroke="#fff" stroke-width="3"/>'
    '<path d="M19 19l7 7" stroke="#fbdfae" stroke-width="3.5" stroke-linecap="round"/></svg>'
)

_NAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 32"><rect width="32" height="32" rx="7" fill="#1f6f78"/>'
    '<circle cx="14" cy="14" r="7" fill="none" stroke="#fff" stroke-width="3"/>'
    '<path d="M19 19l7 7" stroke="#fbdfae" stroke-width="3.5" stroke-linecap="round"/>'
    '<text x="42" y="22" font-family="Source Sans,sans-serif" font-size="19" font-weight="600" fill="#4c8a91">'
    "Storyscope</text></svg>"
)


def main() -> None:
    """Lay out the navigation and run the chosen page."""
    st.set_page_config(page_title="Storyscope", page_icon=_ICON, layout="wide", initial_sidebar_state=210)
    pages = {title: [route(address) for address in addresses] for title, addresses in SECTIONS.items()}
    st.logo(_NAME, size="large", icon_image=_ICON)
    st.navigation(pages).run()
    warm_up()


if __name__ == "__main__":
    main()
