"""The scenario: the ways to write an action."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial.writing import GOOD, loaded

ACTIONS = {
    "emit: chat": ("chat", (), False),
    "emit: chat\n    data: {a: [1, null]}": ("chat", ({"a": [1, None]},), False),
    "emit: chat\n    data: null": ("chat", (None,), False),
    "emit: chat\n    args: [1, two]\n    ack: true": ("chat", (1, "two"), True),
    "send: [1, 2]": ("message", ([1, 2],), False),
    "send: Hello\n    ack: true": ("message", ("Hello",), True),
    "Client: {send: Hello}": ("message", ("Hello",), False),
}


@pytest.mark.parametrize("written", ACTIONS, ids=lambda text: text.replace("\n    ", ", "))
def test_an_action_may_be_written_in_several_ways(tmp_path: Path, written: str) -> None:
    lesson = loaded(tmp_path, GOOD.replace("send: Hello", written)).lesson
    action = lesson.scenario[1]
    assert (action.event, action.arguments, action.ack) == ACTIONS[written]


def test_actions_of_several_clients_stand_under_their_names(tmp_path: Path) -> None:
    scenario = (
        "clients: [Ada, Grace]\nscenario:\n  - Ada: connect\n  - Grace: connect\n  - Ada: {send: Hello, ack: true}\n"
    )
    actions = loaded(tmp_path, GOOD[: GOOD.index("scenario:")] + scenario).lesson.scenario
    assert [(action.client, action.kind) for action in actions] == [
        ("Ada", "connect"),
        ("Grace", "connect"),
        ("Ada", "send"),
    ]


def test_the_only_client_need_not_be_named(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, GOOD + "clients: [Ada]\n").lesson
    assert {action.client for action in lesson.scenario} == {"Ada"}
