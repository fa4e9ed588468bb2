"""The transcript: the run told in prose, in the author's words or, without them, in sentences made of the run."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tutorial.lesson import markdown
from tutorial.telling.said import Said, mentioned_once
from web.parts.material import Material
from web.parts.part import Part


@dataclass(frozen=True, slots=True)
class TranscriptView:
    """The author's prose, or when that is empty, the sentences of each step."""

    prose: Markup
    steps: tuple[tuple[Said, ...], ...]


def _transcript(material: Material) -> TranscriptView:
    prose = markdown.block(material.lesson.transcript, material.link)
    known: set[str] = set()
    steps = (tuple(mentioned_once(sentence, known) for sentence in step.sentences) for step in material.steps)
    return TranscriptView(prose, tuple(steps))


TRANSCRIPT = Part("transcript", _transcript)
