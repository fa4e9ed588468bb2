"""The transcript: the run told in prose, in the author's words or, without them, in the sentences of its phases."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tutorial.lesson import markdown
from web.parts.material import Material
from web.parts.part import Part
from web.parts.steps import ShownStep


@dataclass(frozen=True, slots=True)
class TranscriptView:
    """The author's prose, which may be empty, and the steps."""

    prose: Markup
    steps: tuple[ShownStep, ...]


def _transcript(material: Material) -> TranscriptView:
    return TranscriptView(markdown.block(material.lesson.transcript, material.link), material.steps)


TRANSCRIPT = Part("transcript", _transcript)
