"""The snapshot: the few sentences to keep of a lesson."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tutorial.lesson import markdown
from web.parts.material import Material
from web.parts.part import Part


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """The sentences as HTML."""

    sentences: tuple[Markup, ...]


def _snapshot(material: Material) -> SnapshotView | None:
    sentences = tuple(markdown.inline(line, material.link) for line in material.lesson.snapshot)
    return SnapshotView(sentences) if sentences else None


SNAPSHOT = Part("snapshot", _snapshot)
