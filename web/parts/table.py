"""The execution table: a row for each step, and the meaning of its marks and signs.

With several clients a cell of narration names each of them. Here those become chips, with what changed set apart, and
clients that received the same stand together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tracer.trace import Delivery, Status, Step
from tutorial.telling.literals import literals
from tutorial.telling.narration import ColumnKey, Mark, received
from tutorial.telling.words import visible
from web.parts.material import Material
from web.parts.part import Part
from web.parts.steps import ShownStep

LEGEND: dict[Mark, str] = {
    "local": "Nothing crossed the wire: the client’s own library told the client’s program.",
    "any order": "This step and another ran at the same time, in threads whose order nothing fixes.",
    "no handler": "No function is registered for this event, so the server dropped it without a word.",
    "end": "No event: the row says how things stand when the scenario is over.",
    "error": "The handler raised an exception instead of returning.",
    "refused": "The server refused the connection.",
}

SIGNS: dict[Status, str] = {"No connection": "–", "Open": "●", "Closed": "✕"}
"""A sign for each status of a connection."""

LABELS: dict[ColumnKey, str] = {"before": "Before", "action": "Action", "after": "After", "receives": "Received"}
"""The headings of columns as they stand before a cell on a phone."""

_SAME_FROM = 24
"""A payload of so many characters is not written large again in a row that begins with it."""


@dataclass(frozen=True, slots=True)
class ClientStatus:
    """The status of a client's connection, and whether this step changed it."""

    client: str
    status: Status
    changed: bool

    @property
    def sign(self) -> str:
        """The sign of the status."""
        return SIGNS[self.status]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a cell's text; `same` says that the row's trigger has told it."""

    text: str
    same: bool


@dataclass(frozen=True, slots=True)
class Got:
    """What some clients received."""

    clients: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell as pieces of text, or, with several clients, as statuses or as what they got.

    `same` says that the cell tells nothing new: the state that the step before has left, or that it leaves as it was.
    """

    text: tuple[Passage, ...] = ()
    statuses: tuple[ClientStatus, ...] = ()
    got: tuple[Got, ...] = ()
    same: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: the step as all parts show it, and its cells."""

    step: ShownStep
    cells: dict[ColumnKey, TableCell]


@dataclass(frozen=True, slots=True)
class TableView:
    """The rows of the table, and the words for its marks and signs."""

    rows: tuple[TableRow, ...]
    legend: dict[Mark, str]
    signs: dict[Status, str] = field(default_factory=dict)
    labels: dict[ColumnKey, str] = field(default_factory=lambda: LABELS)


def _table(material: Material) -> TableView:
    used = {mark for step in material.steps for mark in step.row.marks.values()}
    legend = {mark: words for mark, words in LEGEND.items() if mark in used}
    signs = SIGNS if len(material.trace.clients) > 1 else {}
    return TableView(tuple(_rows(material)), legend, signs)


def _rows(material: Material) -> Iterator[TableRow]:
    stood: dict[str, Status] | None = None
    for step, shown in zip(material.trace.steps, material.steps, strict=True):
        yield TableRow(shown, _cells(step, shown, same_before=step.before == stood))
        stood = step.after


def _cells(step: Step, shown: ShownStep, *, same_before: bool) -> dict[ColumnKey, TableCell]:
    texts = shown.row.cells
    told = literals(step.trigger.arguments)
    cells = {key: TableCell(tuple(_passages(visible(text), told, key))) for key, text in texts.items()}
    cells["before"] = TableCell(cells["before"].text, same=same_before)
    if len(step.after) > 1:
        cells["before"] = TableCell(statuses=_statuses(step.before, step.before), same=same_before)
        if texts["after"] == texts["before"] or step.before != step.after:
            cells["after"] = TableCell(statuses=_statuses(step.after, step.before), same=step.before == step.after)
        if step.deliveries:
            cells["receives"] = TableCell(got=tuple(_got(step.deliveries)))
    elif texts["after"] == texts["before"]:
        cells["after"] = TableCell(cells["after"].text, same=True)
    if any(passage.same for passage in cells["after"].text):  # the server has processed what the row begins with
        cells["after"] = TableCell(cells["after"].text, same=True)
    return cells


def _passages(text: str, told: str, key: ColumnKey) -> Iterator[Passage]:
    shown = visible(told)
    if key not in ("action", "after") or len(shown) < _SAME_FROM or shown not in text:
        return iter((Passage(text, same=False),))
    before, _, rest = text.partition(shown)
    return (passage for passage in (Passage(before, False), Passage(shown, True), Passage(rest, False)) if passage.text)


def _statuses(now: dict[str, Status], before: dict[str, Status]) -> tuple[ClientStatus, ...]:
    return tuple(
        ClientStatus(visible(client), status, changed=status != before.get(client)) for client, status in now.items()
    )


def _got(deliveries: Iterable[Delivery]) -> Iterator[Got]:
    """What was received, each thing once, in the order of its first delivery."""
    clients: dict[str, list[str]] = {}
    for delivery in deliveries:
        clients.setdefault(visible(received(delivery)), []).append(visible(delivery.client))
    return (Got(tuple(dict.fromkeys(names)), text) for text, names in clients.items())


TABLE = Part("table", _table)
