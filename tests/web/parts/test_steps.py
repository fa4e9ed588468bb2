"""A trace on the stage: phases in their places, and cells that come true with a phase."""

from __future__ import annotations

import pytest

from tracer.trace import Address, Emit, Phase, Provenance, Status, Step, Trace, Trigger
from tutorial.course.course import Course, Studied
from tutorial.telling import narration
from web.parts.steps import ShownStep, shown_steps, tracked

PROVENANCE = Provenance("0" * 64, "3.12", {}, "websocket")


@pytest.fixture
def steps(course: Course) -> tuple[ShownStep, ...]:
    lesson = course.lessons["websocket-events"]
    assert isinstance(lesson, Studied)
    return shown_steps(lesson.trace, narration.CONCEPT_FLOW)


def test_phases_stand_with_the_client_with_the_server_or_cross(steps: tuple[ShownStep, ...]) -> None:
    assert [phase.place for phase in steps[1].phases] == ["crossing", "server", "server", "crossing", "client"]


def test_a_cell_comes_true_in_the_phase_that_makes_it_so(steps: tuple[ShownStep, ...]) -> None:
    assert steps[1].known_from == {"step": 1, "trigger": 1, "before": 1, "action": 3, "after": 4, "receives": 5}
    assert set(steps[4].known_from.values()) == {0}


def test_a_change_is_a_value_that_the_step_replaced(steps: tuple[ShownStep, ...]) -> None:
    changed = {change.name: (change.before, change.after) for change in steps[1].changes if change.changed}
    assert changed == {"last_message": ("None", "'Hello'"), "response_sent": ("None", "'Received: Hello'")}


def test_what_crossed_no_wire_is_marked(steps: tuple[ShownStep, ...]) -> None:
    assert [phase.local for phase in steps[3].phases] == [False, True]


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("connection_status", "Open", "Open"),
        ("connection_status", {"Ada": "Open", "Grace": "Closed"}, "Ada: Open; Grace: Closed"),
        ("last_message", "Open", "'Open'"),
        ("users", {"Ada": "Open"}, "{'Ada': 'Open'}"),
        ("last_message", None, "None"),
    ],
)
def test_a_tracked_value_is_python_and_the_status_is_a_word(name: str, value: object, text: str) -> None:
    assert tracked(name, value) == text


def test_on_the_stage_an_emit_to_nobody_says_so_and_why() -> None:
    emit = Emit("said", (), (), 9, addressed=(Address("room", "1", alike=(1,)),))
    status: dict[str, Status] = {"Ada": "Open"}
    phase = Phase("responds", "Ada", emit=emit)
    step = Step(1, Trigger("event", "Ada", "say"), status, status, (phase,), (), {})
    (shown,) = shown_steps(Trace(PROVENANCE, ("Ada",), {}, (step,)), narration.CONCEPT_FLOW)
    assert shown.phases[0].note == "to nobody: nobody is in room '1' (there is a room 1, a number)"
    assert str(shown.phases[0].sentence).endswith(f"the event said {shown.phases[0].note}.")
