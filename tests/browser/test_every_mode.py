"""Every mode of a lesson with one client and of one with three: accessible, wide and on a phone, and not too wide.

At 1280 in both themes; what a lesson with one client looks like there is in the tests of its modes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.audit import violations, violations_of_shape
from tests.browser.site import serving
from tests.studying import study_lessons
from web.modes.modes import FIRST, MODES
from web.site.app import create_app

ONE, THREE = "websocket-events", "rooms"
"""The lessons, by how many clients they have."""


@pytest.fixture(scope="session")
def base_url(traces: Path) -> Iterator[str]:
    with serving(create_app(study_lessons(traces, only=(ONE, THREE)))) as address:
        yield address


def addresses(slug: str) -> list[str]:
    """Each mode, an item of a round of Challenge, and a change to predict."""
    modes = ["" if mode is FIRST else f"/{mode.key}" for mode in MODES]
    return [f"/lessons/{slug}{end}" for end in (*modes, "/challenge/4711/4", "/what-if")]


@pytest.mark.parametrize(("slug", "width"), [(THREE, 1280), (THREE, 390), (ONE, 390)])
def test_every_mode_is_accessible_and_fits(page: Page, base_url: str, slug: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/progress")
    done = page.request.post(
        f"/lessons/{slug}/finish", form={"mode": "learn"}, headers={"Origin": base_url}
    )  # so there are cards
    assert done.ok
    wrong = {}
    for address in addresses(slug):
        page.goto(address)
        found = violations(page) if width == 1280 else violations_of_shape(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("wider than the window")
        wrong |= {address: found} if found else {}
    assert wrong == {}
