"""The closed list of changes of a scenario: which there are, what they do, and that somebody can play each."""

from __future__ import annotations

from pathlib import Path

from tests.tutorial.lessons import REFERENCE, ROOT
from tutorial.lesson.rehearsal import Rehearsal
from tutorial.lesson.scenario import impossible
from tutorial.lesson.scenario_changes import ScenarioChange, scenario_changes
from tutorial.reading.loading import load


def changes(path: Path = REFERENCE, most: int = 99) -> dict[str, ScenarioChange]:
    return {change.id: change for change in scenario_changes(load(path).lesson, most)}


def said(change: ScenarioChange) -> list[tuple[str, tuple[object, ...]]]:
    return [(action.kind, action.arguments) for action in change.scenario]


def test_each_action_can_be_left_out_repeated_moved_and_altered_where_that_can_be_played() -> None:
    found = changes()
    assert [*found] == [
        "without-2",
        "other-value-2",
        "later-2",
        "twice-2",
        "without-3",
        "other-value-3",
        "twice-3",
        "without-4",
    ]
    hello, you = ("send", ("Hello",)), ("send", ("How are you?",))
    connect, leave = ("connect", ()), ("disconnect", ())
    assert said(found["without-2"]) == [connect, you, leave]
    assert said(found["twice-2"]) == [connect, hello, hello, you, leave]
    assert said(found["later-2"]) == [connect, you, hello, leave]
    assert said(found["other-value-3"]) == [connect, hello, ("send", ("something else",)), leave]
    assert (found["later-2"].steps, found["twice-2"].more) == ((2, 3), 1)


def test_a_shorter_list_takes_each_kind_and_each_step_before_it_takes_one_again() -> None:
    assert [*changes(most=4)] == ["without-2", "later-2", "other-value-3", "twice-3"]


def test_every_change_of_every_lesson_can_be_played_and_leaves_the_code_alone() -> None:
    for path in sorted((ROOT / "tests" / "course").glob("*.yaml")):
        if path.stem == "broken":
            continue
        lesson = load(path).lesson
        found = scenario_changes(lesson, 99)
        assert len({change.id for change in found}) == len(found)
        for change in found:
            assert not impossible(change.scenario, lesson.code), change.id
            assert change.scenario != lesson.scenario
            assert change.steps[0] == change.step <= len(Rehearsal(lesson.scenario).makers)
