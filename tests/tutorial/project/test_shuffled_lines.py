"""Lines to put in order: what stays, what is put in disorder, and how many of the first lines are in their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial.lessons import ROOT
from tutorial.course.course import lesson_files
from tutorial.project.shuffled_lines import FEWEST, LinesToOrder, in_place, lines_to_order
from tutorial.reading.loading import load

HEAD = "from flask import Flask\n\napp = Flask(__name__)\n\n"
START = f"{HEAD}@app.route('/')\ndef first():\n    return 'a'\n"
SECOND = "@app.route('/b')\ndef second():\n    return 'b'\n"
SOLUTION = f"{START}\n{SECOND}"


def right(offered: LinesToOrder, solution: str) -> list[int]:
    """The places of the lines in the order of the solution."""
    left = list(range(len(offered.lines)))
    order = []
    for line in solution.split("\n")[offered.before.count("\n") + 1 :]:
        if (place := next((one for one in left if offered.lines[one] == line), None)) is not None:
            order.append(place)
            left.remove(place)
    return order


def test_few_new_lines_are_offered_with_the_function_before_them() -> None:
    offered = lines_to_order(START, SOLUTION, 7)
    assert offered.before == HEAD.rstrip("\n") + "\n"
    assert sorted(offered.lines) == sorted(line for line in SOLUTION.split("\n")[4:] if line)
    assert offered == lines_to_order(START, SOLUTION, 7), "the seed makes them again"


def test_functions_that_change_places_make_the_same_program() -> None:
    offered = lines_to_order(START, SOLUTION, 7)
    order = right(offered, SOLUTION)
    assert in_place(offered, order, SOLUTION) == len(order)
    assert in_place(offered, [*order[3:], *order[:3]], SOLUTION) == len(order)


def test_it_is_told_how_many_of_the_first_lines_are_in_their_place() -> None:
    offered = lines_to_order(START, SOLUTION, 7)
    order = right(offered, SOLUTION)
    assert in_place(offered, [*order[:2], *order[:1:-1]], SOLUTION) == 2
    assert in_place(offered, order[::-1], SOLUTION) == 0


@pytest.mark.parametrize("path", lesson_files(ROOT / "lessons"), ids=lambda path: path.stem)
def test_the_lines_of_every_task_are_in_disorder_and_can_be_put_in_order(path: Path) -> None:
    lesson = load(path).lesson
    project = lesson.project
    assert project is not None
    for seed in range(50):
        offered = lines_to_order(project.start or lesson.code, project.solution, seed)
        assert FEWEST <= len(offered.lines) <= 20
        as_offered = list(range(len(offered.lines)))
        assert in_place(offered, as_offered, project.solution) < len(as_offered)
        order = right(offered, project.solution)
        assert in_place(offered, order, project.solution) == len(order)
