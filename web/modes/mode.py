"""Defines a mode: a way to study a lesson, as a list of parts and a template that lays them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from web.parts.part import Part


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to study a lesson.

    `key` is the mode's place in addresses and the stem of its files: `visual` is `visual.py`, `visual.html`,
    `visual.css` and `visual.js`. `name`, `minutes` and `about` stand in the mode bar. `parts` are the parts of the page
    in their order; the template shows each of them once. Where `zoom` is `phase`, a move to a step comes to its first
    phase. With `lab` the page may run the lab, and has the whole list of words, for what scripts put in.
    """

    key: str
    name: str
    about: str
    minutes: int
    parts: tuple[Part, ...]
    zoom: Literal["step", "phase"] = "step"
    lab: bool = False

    @property
    def template(self) -> str:
        """The path of the template below `web/`."""
        return f"modes/{self.key}.html"
