"""The build hook: a wheel, and an editable install, carry the built front end."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # builders do not put the project on the path

from web.frontend import bundler, node
from web.site.bundle import is_fresh


class FrontEndHook(BuildHookInterface[Any]):
    """Builds web/static before its files are gathered."""

    def dependencies(self) -> list[str]:
        """A Node, only where one is needed and none is on the machine."""
        return [] if is_fresh() or node.find() else [node.WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the front end when it is missing or stale."""
        if not is_fresh():
            bundler.build()
