"""The ways to study a lesson that exist. A new one is an entry here and an endpoint that takes the lesson's slug."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to study a lesson: its name, what it asks of the student, and the endpoint that shows it."""

    key: str
    name: str
    about: str
    endpoint: str


MODES: tuple[Mode, ...] = (Mode("visual", "Visual", "Step through a run of the program", "pages.lesson"),)
