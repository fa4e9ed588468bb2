"""What axe finds wrong with a page as it stands, in the light theme and in the dark one."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""The rules of axe's category `cat.color` that RULES has: a theme changes colours alone (see web/site/page.css)."""


def violations(page: Page, within: str | None = None) -> list[str]:
    """The violations, each with its theme, its rule and the element; the page is in the light theme afterwards.

    The dark theme is held against the rules of colour alone, which take axe most of its time. `within` selects the
    part to look at, when the rest of the page is as an audit before this one saw it.
    """
    page.emulate_media(color_scheme="light")
    found = _found(page, within, "light", RULES)
    page.emulate_media(color_scheme="dark")
    found += _found(page, within, "dark", COLOUR_RULES)
    page.emulate_media(color_scheme="light")
    return found


def violations_of_shape(page: Page) -> list[str]:
    """The same without the rules of colour, for another size of a page whose colours were looked at already."""
    off = {"rules": {rule: {"enabled": False} for rule in COLOUR_RULES}}
    return _found(page, None, "light", RULES, off)


def _found(
    page: Page, within: str | None, theme: str, rules: list[str], more: dict[str, Any] | None = None
) -> list[str]:
    # Of other results axe names one element each: listing all of them takes it most of its time.
    options: dict[str, Any] = {"runOnly": rules, "resultTypes": ["violations"], **(more or {})}
    found = Axe().run(page, context=within, options=options).response["violations"]
    return [f"{theme}, {rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]
