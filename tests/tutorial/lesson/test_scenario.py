"""The scenario: the ways to write an action."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tutorial.writing import GOOD, loaded
from tutorial.lesson.lesson import Action

ACTIONS: dict[str, dict[str, Any]] = {
    # An action as it is written in place of `send: Hello`, and what becomes of it (but for what stays as it is).
    "emit: chat": {"kind": "emit", "event": "chat"},
    "emit: chat\n    data: {a: [1, null]}": {"kind": "emit", "event": "chat", "arguments": ({"a": [1, None]},)},
    "emit: chat\n    data: null": {"kind": "emit", "event": "chat", "arguments": (None,)},
    "emit: chat\n    args: [1, two]\n    ack: true": {
        "kind": "emit",
        "event": "chat",
        "arguments": (1, "two"),
        "ack": True,
    },
    "emit: chat\n    args: []": {"kind": "emit", "event": "chat"},
    "emit: chat\n    bytes: Grüße": {"kind": "emit", "event": "chat", "arguments": ("Grüße".encode(),)},
    'emit: chat\n    hex: "00 fF"': {"kind": "emit", "event": "chat", "arguments": (b"\x00\xff",)},
    "emit: chat\n    namespace: /": {"kind": "emit", "event": "chat"},
    "send: [1, 2]": {"kind": "send", "event": "message", "arguments": ([1, 2],)},
    "send: {emit: 1}": {"kind": "send", "event": "message", "arguments": ({"emit": 1},)},
    "send: Hello\n    ack: true": {"kind": "send", "event": "message", "arguments": ("Hello",), "ack": True},
    "Client: {send: Hello}": {"kind": "send", "event": "message", "arguments": ("Hello",)},
    "wait: {task: Flask}": {"kind": "wait", "task": "Flask"},
    "wait: {event: tick, times: 3}": {"kind": "wait", "event": "tick", "times": 3},
    "wait: tick": {"kind": "wait", "event": "tick"},
    "together: [{send: a}, {Client: {emit: b}}]": {
        "kind": "together",
        "actions": (
            Action(kind="send", event="message", arguments=("a",)),
            Action(kind="emit", event="b"),
        ),
    },
    "disconnect: {namespace: /}\n  - reconnect": {"kind": "disconnect"},
    "disconnect\n  - connect": {"kind": "disconnect", "namespaces": ()},
    "drop\n  - reconnect": {"kind": "drop"},
}


@pytest.mark.parametrize("written", ACTIONS, ids=lambda text: text.replace("\n    ", ", "))
def test_an_action_may_be_written_in_several_ways(tmp_path: Path, written: str) -> None:
    lesson = loaded(tmp_path, GOOD.replace("send: Hello", written)).lesson
    assert lesson.scenario[1] == Action(**ACTIONS[written])


CONNECTIONS: dict[str, dict[str, Any]] = {
    "connect": {},
    "connect: {namespace: /chat}": {"namespaces": ("/chat",)},
    "connect: {namespaces: [/, /chat]}": {"namespaces": ("/", "/chat")},
    "connect: {auth: {token: x, age: 3}}": {"auth": {"token": "x", "age": 3}},
    "connect: {query: {name: Ada}}": {"query": {"name": "Ada"}},
}


@pytest.mark.parametrize("written", CONNECTIONS)
def test_a_connection_has_namespaces_auth_and_a_query(tmp_path: Path, written: str) -> None:
    text = GOOD[: GOOD.index("  - connect")] + f"  - {written}\n  - drop\n  - reconnect\n"
    first, _, second = loaded(tmp_path, text).lesson.scenario
    assert first == Action(kind="connect", **CONNECTIONS[written])
    assert second == Action(kind="reconnect", **CONNECTIONS[written])


def test_what_is_said_to_a_namespace_names_it(tmp_path: Path) -> None:
    scenario = """\
  - connect: {namespaces: [/, /chat]}
  - send: Hello
    namespace: /chat
  - emit: hi
    namespace: /chat
  - disconnect: {namespace: /chat}
"""
    lesson = loaded(tmp_path, GOOD[: GOOD.index("  - connect")] + scenario).lesson
    assert [action.namespace for action in lesson.scenario] == ["/", "/chat", "/chat", "/chat"]
    assert lesson.scenario[3].namespaces == ("/chat",)


def test_actions_of_several_clients_stand_under_their_names(tmp_path: Path) -> None:
    scenario = (
        "clients: [Ada, Grace]\nscenario:\n  - Ada: connect\n  - Grace: {connect: {auth: {a: 1}}}\n"
        "  - Ada: {send: Hello, ack: true}\n  - together: [{Ada: {send: a}}, {Grace: {emit: b, data: 1}}]\n"
        "  - wait: tick\n  - Ada: drop\n  - Ada: reconnect\n"
    )
    actions = loaded(tmp_path, GOOD[: GOOD.index("scenario:")] + scenario).lesson.scenario
    assert [(action.client, action.kind) for action in actions if action.kind not in ("together", "wait")] == [
        *(("Ada", "connect"), ("Grace", "connect"), ("Ada", "send"), ("Ada", "drop"), ("Ada", "reconnect")),
    ]
    assert [(action.client, action.kind) for action in actions[3].actions] == [("Ada", "send"), ("Grace", "emit")]


def test_the_only_client_need_not_be_named(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, GOOD + "clients: [Ada]\n").lesson
    assert {action.client for action in lesson.scenario} == {"Ada"}


def test_a_client_that_the_program_may_turn_away_may_connect_again(tmp_path: Path) -> None:
    """The scenario alone cannot tell that the first connection holds."""
    refusing = GOOD.replace("(__name__)", "(__name__)\n  def on_connect(auth): ...").replace("send: Hello", "connect")
    assert [action.kind for action in loaded(tmp_path, refusing).lesson.scenario] == [
        "connect",
        "connect",
        "disconnect",
    ]
