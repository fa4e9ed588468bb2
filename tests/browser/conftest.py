"""The browser of the browser tests. Where there is none the tests fail; they are never skipped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import chromium
from tests.browser.site import served
from web.frontend import node

# Nothing but the test talks to the network, and nothing asks for a display, a sandbox or a graphics card.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session", autouse=True)
def node_of_playwright() -> None:
    """Run Playwright's driver by the Node of the other checks: its own needs libatomic, which a bare machine lacks."""
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node.needed().node)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """pytest-playwright's arguments, with our browser instead of the one that Playwright would download."""
    browser = chromium.find() or chromium.fetch()
    return {
        **browser_type_launch_args,
        "executable_path": str(browser.program),
        "args": list(FLAGS),
        "env": {**os.environ, **browser.environment},
    }


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Every page starts from the same conditions: size, language, light theme, and no motion to wait for."""
    return {
        **browser_context_args,
        "viewport": {"width": 1280, "height": 900},
        "locale": "en-GB",
        "color_scheme": "light",
        "reduced_motion": "reduce",
    }


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory, traces: Path) -> Iterator[str]:
    """The site with the reference lesson; pages are named by their path alone."""
    with served(tmp_path_factory.mktemp("site"), traces) as address:
        yield address
