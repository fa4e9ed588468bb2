"""What docs/trace.md and docs/tracer.md say holds: every example is played, and every table is what comes of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from tests.tracer.serving import new_app
from tests.tutorial.lessons import HEAD, REFERENCE, lesson
from tests.tutorial.traces import disconnect
from tracer import attach
from tracer import trace as shapes
from tracer.trace import PHASE_KINDS, Packet, Phase, Raised, Step, Trace, Transport, Trigger
from tracer.values import BOUNDS, Bounds, detach
from tutorial.reading.loading import load
from tutorial.run.runner import Runner
from tutorial.telling.literals import literal
from tutorial.telling.narration import COLUMNS, row, trigger
from tutorial.telling.words import visible

ROOT = Path(__file__).resolve().parent.parent
TRACE = (ROOT / "docs" / "trace.md").read_text(encoding="utf-8")
TRACER = (ROOT / "docs" / "tracer.md").read_text(encoding="utf-8")

SMALL = Bounds(characters=6, items=3, depth=2)
"""The bounds with which the page shows what is cut."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page: its headings, and its lines as their cells."""

    headings: list[str]
    lines: list[list[str]]


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading of a page."""

    title: str
    text: str

    def __str__(self) -> str:
        return self.title

    def block(self, language: str) -> str:
        """The section's one fenced block in this language; nothing, if there is none."""
        found = re.findall(rf"^```{language}\n(.*?)^```$", self.text, re.DOTALL | re.MULTILINE)
        assert len(found) < 2, f"{self.title} has two blocks of {language}: give each a heading"
        return found[0] if found else ""

    @property
    def tables(self) -> list[Table]:
        blocks = re.findall(r"(?:^\|.*\n)+", self.text, re.MULTILINE)
        split = [[line[2:-2].split(" | ") for line in block.splitlines()] for block in blocks]
        return [Table(lines[0], lines[2:]) for lines in split]

    def table(self, *headings: str) -> list[list[str]]:
        """The lines of the section's table with these headings."""
        (found,) = (table.lines for table in self.tables if table.headings == list(headings))
        return found


def sections(page: str) -> Iterator[Section]:
    for part in re.split(r"^##+ ", page, flags=re.MULTILINE)[1:]:
        title, _, text = part.partition("\n")
        yield Section(title, text + "\n")


SECTIONS = {section.title: section for section in sections(TRACE)}
PLAYED = [section for section in SECTIONS.values() if section.block("yaml")]
FIRST_LINES = SECTIONS["How the examples are written"].block("python")


def example(section: Section, folder: Path) -> Path:
    """The lesson file of a section's example: its program after the first lines that all share, and its scenario."""
    path = folder / "example.yaml"
    program = "\n".join(f"  {line}" for line in f"{FIRST_LINES}\n{section.block('python')}".splitlines())
    path.write_text(f"title: {section.title}\ncode: |\n{program}\n{section.block('yaml')}", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as shared:
        yield shared


@pytest.mark.parametrize("section", PLAYED, ids=str)
def test_an_example_s_run_gives_the_tables_that_stand_under_it(
    section: Section, runner: Runner, tmp_path: Path
) -> None:
    trace = runner.run(load(example(section, tmp_path))).trace
    tables = [table for table in section.tables if table.headings[0] == "Step"]
    assert tables
    for table in tables:
        assert [cells(trace, line[0], table.headings, line) for line in table.lines] == table.lines


def cells(trace: Trace, number: str, headings: list[str], line: list[str]) -> list[str]:
    """What the line of a table must say of a step."""
    step = trace.steps[int(number) - 1]
    return [cell(step, heading, line, json.loads(trace.to_json())["steps"]) for heading in headings]


def cell(step: Step, heading: str, line: list[str], written: Any) -> str:
    if heading == "Phases and packets":
        return "; ".join(phase(step, one) for one in step.phases)
    if heading == "In the JSON":
        return line[1]
    if heading == "Value":
        return code(json.dumps(at(written[step.number - 1], line[1].strip("`")), ensure_ascii=False))
    key = next(key for key, name in COLUMNS.items() if name == heading)
    made = row(step)
    text = visible(made.cells[key]).replace("<", r"\<")  # or it would be read as HTML
    return text + (f" [{made.marks[key]}]" if key in made.marks else "")


def phase(step: Step, one: Phase) -> str:
    """A phase as the page writes it: `delivers to Ada`, or its kind with its handler and its packets."""
    said: list[str] = [one.kind]
    if one.call:
        said.append(code(one.call.function))
    said += [packet(step, crossed) for crossed in one.packets]
    if one.kind == "delivers":
        said.append(f"to {one.client}")
    if one.delivery:
        said.append(f"({one.delivery.kind}{', local' if one.delivery.local else ''})")
    return " ".join(said)


def packet(step: Step, crossed: Packet) -> str:
    arrow = "↑" if crossed.direction == "to server" else "↓"
    named = f" {crossed.client}" if len(step.after) > 1 else ""
    text = "0{…}" if crossed.text.startswith('0{"sid"') else crossed.text
    return f"{arrow}{named} {code(text)}{' as bytes' if crossed.binary else ''}"


def code(text: str) -> str:
    return f"`{text}`"


def at(written: Any, path: str) -> Any:
    """What stands at `phases[2].call` in decoded JSON."""
    keys = re.findall(r"\w+", path)
    return reduce(lambda place, key: place[int(key) if isinstance(place, list) else key], keys, written)


def test_the_step_that_the_page_begins_with_is_the_reference_lesson_s(runner: Runner) -> None:
    shown = json.loads(SECTIONS["The shape"].block("json"))
    written = json.loads(runner.run(load(REFERENCE)).trace.to_json())["steps"][shown["number"] - 1]
    assert kept(written, shown) == shown


def kept(written: Any, shown: Any) -> Any:
    """Of decoded JSON, what is shown of it: fields may be left out, items of a list may not."""
    if isinstance(shown, dict):
        return {key: kept(written[key], value) for key, value in shown.items()}
    if isinstance(shown, list) and len(shown) == len(written):
        return [kept(one, value) for one, value in zip(written, shown, strict=True)]
    return written


@pytest.mark.parametrize(
    "name", ["Trace", "Step", "Trigger", "Phase", "Call", "Emit", "Delivery", "Packet", "RoomChange"]
)
def test_every_field_of_a_trace_is_told_of(name: str) -> None:
    told = [field for cell, _ in SECTIONS[name].table("field", "says") for field in re.findall(r"`(\w+)`", cell)]
    assert sorted(told) == sorted(field.name for field in fields(getattr(shapes, name)))


def test_the_nine_kinds_of_phases_are_told_in_order() -> None:
    lines = SECTIONS["Phase"].table("kind", "when", "holds")
    assert [line[0].strip("`") for line in lines] == list(PHASE_KINDS)


def test_the_reasons_of_a_disconnect_give_the_triggers_that_stand_beside_them() -> None:
    for reasons, _, told in SECTIONS["The reasons"].table("reason", "when", "the row's trigger"):
        for reason in re.findall(r"`([^`]+)`", reasons):
            step = replace(disconnect(2, None), trigger=Trigger("disconnect", "Ada", reason=reason))
            assert trigger(step) == told or told.startswith("none: ")


@pytest.mark.parametrize(("title", "bounds"), [("Values", BOUNDS), ("What is bounded", SMALL)])
def test_values_are_written_as_the_page_says(title: str, bounds: Bounds) -> None:
    lines = [
        [cell.strip("`") for cell in line] for line in SECTIONS[title].table("Python", "in the trace", "on the page")
    ]
    assert lines
    for python, in_json, on_page in lines:
        value = detach(eval(python), bounds)  # noqa: S307  # the page's own examples
        assert [json.dumps(value, ensure_ascii=False), literal(value)] == [in_json, on_page]


def test_the_bounds_are_those_that_the_page_says(runner: Runner, tmp_path: Path) -> None:
    told = {what: int(re.sub(r"\D", "", much)) for what, much in SECTIONS["What is bounded"].table("what", "is kept")}
    code = HEAD + "@socketio.on('message')\ndef fail(text):\n    raise ValueError(text)\n"
    step = runner.run(lesson(tmp_path, code, f"- connect\n- send: {'x' * 5_000}\n- disconnect")).trace.steps[1]
    (call,) = step.calls
    assert isinstance(call.outcome, Raised)
    assert told == {
        "a string": BOUNDS.characters,
        "bytes": detach(b"x" * 5_000)["hex"].count("78"),
        "a container": BOUNDS.items,
        "containers in containers": BOUNDS.depth,
        "a value in all": BOUNDS.total,
        "a packet's text": len(step.phases[0].packets[0].text),
        "an exception's message": len(call.outcome.message),
    }


def test_heartbeats_are_not_in_a_trace(runner: Runner, tmp_path: Path) -> None:
    code = HEAD.replace("SocketIO(app)", "SocketIO(app, ping_interval=0.02)") + (
        "@socketio.on('start')\ndef start():\n    socketio.start_background_task(rest)\n\n"
        "def rest():\n    socketio.sleep(0.2)\n    socketio.emit('rested')\n"
    )
    scenario = "- connect\n- emit: start\n- wait: {event: rested}\n- disconnect"
    transports: tuple[Transport, ...] = ("websocket", "polling")
    for transport in transports:
        trace = runner.run(lesson(tmp_path, code, scenario), transport).trace
        packets = [packet.text for step in trace.steps for phase in step.phases for packet in phase.packets]
        assert {text[0] for text in packets} == {"0", "1", "4"}


PROGRAMS = [section for section in sections(TRACER) if section.block("text")]


@pytest.mark.parametrize("section", PROGRAMS, ids=[section.title for section in PROGRAMS])
def test_a_program_that_attaches_a_tracer_prints_what_is_shown(section: Section, tmp_path: Path) -> None:
    (tmp_path / "chat.py").write_text(section.block("python"), encoding="utf-8")
    command, options = [sys.executable, str(tmp_path / "chat.py")], {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        command, env={**os.environ, **options}, capture_output=True, text=True, check=False, timeout=60
    )
    printed = "".join(f"{line.rstrip()}\n" for line in ran.stdout.splitlines())
    assert (printed, ran.returncode) == (section.block("text"), 0), ran.stderr


def test_what_the_page_says_is_touched_is_what_differs_while_a_tracer_is_attached() -> None:
    _, socketio = new_app()
    server = socketio.server
    owners = {"the `SocketIO`": socketio, "its `socketio.Server`": server, "the server's manager": server.manager}
    before = {name: dict(vars(owner)) for name, owner in owners.items()}
    attached = attach(socketio)
    touched = {
        name: {k for k, v in vars(owner).items() if before[name].get(k) is not v} for name, owner in owners.items()
    }
    attached.detach()
    (page,) = (section for section in sections(TRACER) if section.title.startswith("What it touches"))
    told = {where: set(re.findall(r"`(\w+)`", what)) for where, what in page.table("where", "what")}
    assert touched == {name: told[name] for name in owners}


@pytest.mark.parametrize("page", ["trace.md", "tracer.md"])
def test_what_a_page_links_to_exists(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)]+)\)", text):
        path, _, heading = link.partition("#")
        target = ROOT / "docs" / (path or page)
        assert target.is_file(), link
        headings = [section.title.lower().replace(" ", "-") for section in sections(target.read_text(encoding="utf-8"))]
        assert not heading or heading in headings, link
