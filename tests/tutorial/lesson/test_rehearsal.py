"""A scenario on paper: which action makes which step, what is left without it, and what cannot be played."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorial.lesson.lesson import Action, Lesson
from tutorial.lesson.scenario import impossible, steps_of, told_of, without


def act(words: str) -> Action:
    """An action in a few words: `send`, `Ada connect / /chat`, `disconnect /chat`; `send + emit` are done together."""
    if "+" in words:
        return Action(kind="together", actions=tuple(map(act, words.split("+"))))
    client, kind, *namespaces = words.split() if words.strip()[0].isupper() else ["Client", *words.split()]
    fields = {"kind": kind, "client": client}
    if kind in ("connect", "reconnect"):
        return Action.from_data({**fields, "namespaces": namespaces or ["/"]})
    return Action.from_data({**fields, "namespace": (namespaces or ["/"])[0], "namespaces": namespaces})


def told(action: Action) -> str:
    """The same, the other way."""
    if action.kind == "together":
        return " + ".join(map(told, action.actions))
    connecting = action.kind in ("connect", "reconnect")
    namespaces = " ".join(action.namespaces if connecting or action.kind == "disconnect" else [action.namespace])
    client = "" if action.client == "Client" else f"{action.client} "
    return f"{client}{action.kind} {namespaces}".removesuffix(" /").strip()


def acts(words: str) -> tuple[Action, ...]:
    return tuple(act(part.strip()) for part in words.split(","))


STEPS = {
    "connect, send, disconnect": 3,
    "connect / /chat, send /chat, disconnect": 5,
    "connect / /chat, disconnect /chat, send, drop": 5,
    "connect / /chat, disconnect /chat, disconnect, reconnect, drop": 6,
    "connect / /chat, drop, reconnect, disconnect": 8,
    "connect, send + emit + send, disconnect": 5,
    "Ada connect, Grace connect, Ada send + Grace send, Ada disconnect": 5,
    "connect, wait, send": None,
    "connect, connect, send": None,
}


@pytest.mark.parametrize("written", STEPS)
def test_the_steps_that_a_scenario_makes_are_counted_when_they_are_its_own(written: str) -> None:
    assert steps_of(acts(written)) == STEPS[written]


def test_the_steps_before_a_wait_are_told() -> None:
    assert told_of(acts("connect / /chat, send, wait, send")) == 3


LESS = {
    # A scenario, a step, and what is left without what makes it.
    ("connect, send, emit, disconnect", 2): "connect, emit, disconnect",
    ("connect, send, disconnect", 3): "connect, send",
    ("connect, send", 9): "connect, send",
    ("connect / /chat, send", 1): "connect /chat, send",
    ("connect / /chat, send", 2): "connect, send",
    ("connect / /chat, send", 3): "connect / /chat",
    ("connect / /chat, drop", 4): "connect / /chat",
    ("connect, send + emit + send, drop", 3): "connect, send + send, drop",
    ("connect, send + emit, drop", 2): "connect, emit, drop",
    ("connect / /chat, drop, reconnect / /chat", 2): "connect, drop, reconnect",
    ("connect / /chat, drop, reconnect / /chat", 6): "connect / /chat, drop, connect",
    ("connect, wait, send", 2): "connect, wait, send",
}


@pytest.mark.parametrize(("written", "step"), LESS)
def test_a_scenario_less_a_step_lacks_what_makes_it(written: str, step: int) -> None:
    assert ", ".join(map(told, without(acts(written), step))) == LESS[written, step]


def test_a_client_reconnects_to_what_it_was_in_as_it_went_in() -> None:
    first = Action(kind="connect", namespaces=("/", "/a", "/b"), auth={"token": "x"}, query={"name": "Ada"})
    lesson = Lesson(title="A", code="a = 1", scenario=(first, *acts("disconnect /a, drop, reconnect")))
    again = Action(kind="reconnect", namespaces=("/", "/b"), auth={"token": "x"}, query={"name": "Ada"})
    assert lesson.scenario[3] == again


STUCK = {
    "send": ["the client cannot send here: it is not connected yet; put a `connect` before it"],
    "connect, drop, send": ["the client cannot send here: it was dropped; put a `connect` before it"],
    "connect, disconnect, drop": ["the client cannot be dropped here: it has disconnected; put a `connect` before it"],
    "reconnect, send": ["the client cannot reconnect here: it has not been connected yet; write `connect`"],
    "Ada connect, Grace send": ["Grace cannot send here: it is not connected yet; put a `connect` before it"],
    "Ada connect, Ada send + Grace send": [
        "Grace cannot send here: it is not connected yet; put a `connect` before it"
    ],
    "connect / /chat, send /chta, emit /chta": [
        "the client did not connect to the namespace '/chta'; did you mean '/chat'?"
    ],
    "connect /chat, send": ["the client did not connect to the namespace '/'; it is in /chat"],
    "connect / /chat, disconnect /chat, send /chat": ["the client has left the namespace '/chat'; it is in /"],
    "connect / /chat, disconnect /chat, disconnect /, send": [
        "the client cannot send here: it has disconnected; put a `connect` before it"
    ],
    "connect, send, connect": ["the client is connected already, since step 1; disconnect before connecting again"],
    "connect, wait, drop, reconnect, reconnect": [
        "the client is connected already; disconnect before connecting again"
    ],
    "connect /chat, connect": [],
    "connect, drop, reconnect, disconnect, connect": [],
}


@pytest.mark.parametrize("written", STUCK)
def test_what_the_scenario_alone_makes_impossible_is_said_once(written: str) -> None:
    """The program says nothing of connections, so that it cannot end or refuse one."""
    assert [f"{stuck.why}; {stuck.instead}" for stuck in impossible(acts(written), "a = 1")] == STUCK[written]


@pytest.mark.parametrize("code", [None, "def on_connect(): return False", "disconnect()"])
def test_a_server_that_may_refuse_or_disconnect_makes_a_second_connection_possible(code: str | None) -> None:
    assert impossible(acts("connect, connect, reconnect"), code) == []


WORDS = [
    "connect",
    "connect / /a",
    "reconnect",
    "disconnect",
    "disconnect /a",
    "drop",
    "send",
    "emit /a",
    "send + emit",
]


@given(written=st.lists(st.sampled_from([*WORDS, *(f"Ada {word}" for word in WORDS if "+" not in word)]), min_size=1))
def test_any_scenario_can_be_rehearsed_and_lose_each_of_its_steps(written: list[str]) -> None:
    actions = acts(", ".join(written))
    impossible(actions, "a = 1")
    for step in range(1, told_of(actions) + 1):
        assert without(actions, step) != actions
