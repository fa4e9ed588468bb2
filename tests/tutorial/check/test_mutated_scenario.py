"""Each mutant of a scenario has one action less, in another place, or with another value, and can be played."""

from __future__ import annotations

from pathlib import Path

from tests.tutorial.lessons import handler, lesson
from tutorial.check.mutated_scenario import rescripted
from tutorial.lesson.action import Action


def told(actions: tuple[Action, ...]) -> str:
    """A scenario in one line."""
    parts = []
    for action in actions:
        said = " ".join(map(str, (action.client[0], action.kind, *([action.event] if action.event else []))))
        inner = f" [{told(action.actions)}]" if action.actions else ""
        parts.append(said + "".join(f" {argument}" for argument in action.arguments) + inner)
    return ", ".join(parts)


def changes(folder: Path, scenario: str, more: str = "") -> list[tuple[int, str, str]]:
    found = rescripted(lesson(folder, handler("send(msg)"), scenario, more).lesson)
    return [(one.place, one.may, told(one.scenario)) for one in found]


def test_one_action_at_a_time(tmp_path: Path) -> None:
    assert changes(tmp_path, "- connect\n- send: a\n- emit: b\n- disconnect\n") == [
        (1, "may be left out", "C connect, C emit b, C disconnect"),
        (1, "may change places with the next", "C connect, C emit b, C send message a, C disconnect"),
        (1, "may send something else", "C connect, C send message something else, C emit b, C disconnect"),
        (2, "may be left out", "C connect, C send message a, C disconnect"),
        (2, "may emit another event", "C connect, C send message a, C emit b~, C disconnect"),
        (3, "may be left out", "C connect, C send message a, C emit b"),
    ]


def test_what_happens_together_is_changed_inside(tmp_path: Path) -> None:
    scenario = "- Ada: connect\n- Grace: connect\n- together: [{Ada: {send: a}}, {Grace: {send: b}}]\n"
    found = changes(tmp_path, scenario, "clients: [Ada, Grace]")
    both = "C together [A send message a, G send message {}]"
    assert (2, "may send something else", f"A connect, G connect, {both.format('something else')}") in found
    assert (0, "may change places with the next", f"G connect, A connect, {both.format('b')}") in found


def test_nobody_waits_for_what_has_not_been_asked_for(tmp_path: Path) -> None:
    code = "@socketio.on('message')\ndef handle(msg):\n    socketio.start_background_task(work)\ndef work(): pass\n"
    found = rescripted(lesson(tmp_path, code, "- connect\n- send: a\n- wait: {task: work}\n").lesson)
    assert [(one.place, one.may) for one in found] == [
        (1, "may be left out"), (1, "may send something else"), (2, "may be left out"),
    ]  # fmt: skip
