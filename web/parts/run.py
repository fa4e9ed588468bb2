"""Writes the run as data for the scripts: once on a page, in one shape."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tutorial.telling.words import visible
from web.parts.lines.acting import Acting
from web.parts.lines.line_cache import Numbers, window_data
from web.parts.lines.phase_lines import PhaseLines
from web.parts.material import Material
from web.parts.part import Part
from web.parts.steps import ShownPhase, ShownStep


@dataclass(frozen=True, slots=True)
class RunView:
    """The run as JSON, safe inside a `script` element. `run.js` documents its shape."""

    json: Markup


def _run(material: Material) -> RunView:
    data = {
        "trace": material.line_cache.version(material.studied),
        "steps": [_step(material, step) for step in material.steps],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "&<>\u2028\u2029":  # no value may end the element
        text = text.replace(char, f"\\u{ord(char):04x}")
    return RunView(Markup(text))  # noqa: S704  # no markup is left in it


def _step(material: Material, step: ShownStep) -> dict[str, Any]:
    phases = [_phase(material, (step.number, phase.number), phase) for phase in step.phases]
    data: dict[str, Any] = {"sentence": step.aloud, "phases": phases}
    if acting := material.acting.get(step.number):
        data["ran"] = acting.ran
    return data


def _phase(material: Material, numbers: Numbers, phase: ShownPhase) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": phase.kind, "sentence": phase.sentence.aloud}
    if phase.box != phase.kind:
        data["box"] = phase.box
    step, number = numbers
    acting = material.acting.get(step, Acting())
    if line := acting.answers.get(number, phase.line):
        data["line"] = line
    if number in acting.leaves:
        data["leaves"] = acting.leaves[number]
    if number in acting.raises:
        line, said = acting.raises[number]
        data["raised"] = (line, visible(said))
    if (lines := material.lines.get(numbers)) is not None:
        data["lines"] = _lines(material, numbers, lines)
    return data


def _lines(material: Material, numbers: Numbers, lines: PhaseLines) -> dict[str, Any]:
    """The number of lines, and all lines when they are few, else the address of their windows."""
    data: dict[str, Any] = {"total": lines.total}
    if lines.note:
        data["note"] = lines.note
    if lines.window is not None:
        return data | {"window": window_data(lines.window)}
    step, phase = numbers
    version = material.line_cache.version(material.studied)
    return data | {"url": material.url_for("lines.window", slug=material.slug, step=step, phase=phase, trace=version)}


RUN = Part("run", _run)
