"""Show traces and problems on a terminal, as rich renderables."""

from __future__ import annotations

from itertools import pairwise

from rich.table import Table
from rich.text import Text

from tracer.trace import Trace
from tutorial.lesson.problems import Problem
from tutorial.telling.literals import literal, plain
from tutorial.telling.narration import COLUMNS, rows, tracker
from tutorial.telling.words import cut_and_counted, visible

_LONGEST_CELL = 300


def execution_table(trace: Trace) -> Table:
    """The execution table. A mark stands in brackets behind the cell."""
    table = Table(title="Execution table", title_justify="left", show_lines=True)
    for heading in COLUMNS.values():
        table.add_column(heading, overflow="fold")
    for row in rows(trace):
        cells = []
        for column, text in row.cells.items():
            cell = Text(cut_and_counted(visible(text), _LONGEST_CELL))
            if column in row.marks:
                cell.append(f" [{row.marks[column]}]", style="dim")
            cells.append(cell)
        table.add_row(*cells)
    return table


def variable_tracker(trace: Trace) -> Table:
    """The variable tracker. A value that a step changed is bold and has a `*`."""
    tracked = tracker(trace)
    table = Table(title="Variable tracker (* changed)", title_justify="left", show_lines=True)
    table.add_column("Variable", no_wrap=True)
    for heading in tracked.columns:
        table.add_column(heading, overflow="fold")
    for name, values in tracked.rows.items():
        show = plain if name == "connection_status" else literal
        cells = [Text(cut_and_counted(show(values[0]), _LONGEST_CELL))]
        for before, value in pairwise(values):
            changed = value != before
            cells.append(
                Text(
                    cut_and_counted(show(value), _LONGEST_CELL) + (" *" if changed else ""),
                    style="bold" if changed else "",
                )
            )
        table.add_row(Text(name), *cells)
    return table


def problem_line(problem: Problem) -> Text:
    """A problem on one line, with colours for its place and severity."""
    text = Text(f"{problem.path}:{problem.line}:{problem.column}: ", style="bold")
    text.append(f"{problem.severity}: ", style="red" if problem.severity == "error" else "yellow")
    text.append(visible(problem.what), style="not bold")
    if problem.next:
        text.append(f"; {visible(problem.next)}", style="not bold cyan")
    return text
