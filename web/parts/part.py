"""Defines a part of a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from web.parts.material import Material


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page, named by the stem of its files: `stage` has `stage.html`, `stage.css` and `stage.js`.

    `view` gathers what the template writes, which knows it by the part's own name. It is None when the lesson has
    nothing for the part; the page then lacks the part. A part knows no page: its mode says where it stands.
    """

    name: str
    view: Callable[[Material], object | None]
    folder: str = "parts"

    @property
    def template(self) -> str:
        """The path of the template below `web/`."""
        return f"{self.folder}/{self.name}.html"
