"""What the tutorial's tests share: one runner for lessons that end well, since starting one takes half a second."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tutorial.run.runner import Runner


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    """A runner with the usual limits."""
    with Runner() as shared:
        yield shared
