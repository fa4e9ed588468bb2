"""The build hook: a wheel, and an editable install, carry the built front end and the lab.

`./run` builds the lab by itself, when the libraries are there, and says so by STEPWIRE_LAB=later.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # builders do not put the project on the path

from web.frontend import bundler, node
from web.site import lab_files
from web.site.bundle import is_fresh

WITH_LAB = os.environ.get("STEPWIRE_LAB") != "later"


class FrontEndHook(BuildHookInterface[Any]):
    """Builds web/static before its files are gathered."""

    def dependencies(self) -> list[str]:
        """What the lab is made of, and a Node, only where one is needed and none is on the machine."""
        needed = [] if (is_fresh() and not WITH_LAB) or node.find() else [node.WHEEL]
        return [*needed, "pip", *lab_files.LIBRARIES] if WITH_LAB else needed

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the front end and the lab where they are missing or stale; without the lab, its files say why."""
        if not is_fresh():
            bundler.build()
        if WITH_LAB:
            from web.frontend import lab_builder

            lab_builder.build(again=True)
