"""Every mode of a lesson with one client and of one with three: accessible, wide and on a phone, and not too wide.

At 1280 in both themes; what a lesson with one client looks like there is in the tests of its modes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.audit import violations, violations_of_shape
from tests.browser.site import serving
from tests.studying import study_lessons
from web.modes.modes import FIRST, MODES
from web.site.app import create_app

ONE, THREE = "websocket-events", "rooms"
"""The lessons, by how many clients they have."""


@pytest.fixture(scope="module")
def site(traces: Path) -> Iterator[str]:
    with serving(create_app(study_lessons(traces, only=(ONE, THREE)))) as address:
        yield address


def addresses(slug: str) -> list[str]:
    """Each mode, an item of a round of Challenge, and a change to predict."""
    modes = ["" if mode is FIRST else f"/{mode.key}" for mode in MODES]
    return [f"/lessons/{slug}{end}" for end in (*modes, "/challenge/4711/4", "/what-if")]


@pytest.mark.parametrize(("slug", "width"), [(THREE, 1280), (THREE, 390), (ONE, 390)])
def test_every_mode_is_accessible_and_fits(page: Page, site: str, slug: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{site}/progress")
    done = page.request.post(f"{site}/lessons/{slug}/finish", form={"mode": "learn"}, headers={"Origin": site})
    assert done.ok, "so there are cards"
    wrong: dict[str, list[str]] = {}
    for address in addresses(slug):
        page.goto(site + address)
        found = violations(page) if width == 1280 else violations_of_shape(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("wider than the window")
        wrong |= {address: found} if found else {}
    assert wrong == {}


WEIGHT = """async () => {
    await document.fonts.ready;
    return ["navigation", "resource"]
        .flatMap(kind => performance.getEntriesByType(kind))
        .filter(entry => entry.transferSize > 0)  // the others are in the browser's cache
        .reduce((sum, entry) => sum + entry.encodedBodySize, 0);
}"""


@pytest.mark.parametrize(("slug", "most"), [(ONE, 75_000), (THREE, 77_000)])
def test_a_first_visit_in_any_mode_and_each_further_mode_are_light(
    new_context: CreateContextCallback, site: str, slug: str, most: int
) -> None:
    first = f"{site}/lessons/{slug}"
    ways = [first if mode is FIRST else f"{first}/{mode.key}" for mode in MODES]
    for way in ways:
        assert 30_000 < weight(new_context().new_page(), way) <= most, way
    page = new_context().new_page()
    weight(page, first)
    further = {way: weight(page, way) for way in ways if way != first}
    assert [way for way, more in further.items() if more > 25_000] == []


def weight(page: Page, address: str) -> int:
    """The bytes of the files that a page brings, as they came over the wire."""
    page.goto(address, wait_until="networkidle")
    return int(page.evaluate(WEIGHT))
