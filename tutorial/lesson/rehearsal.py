"""Go through a scenario on paper: which steps its actions make, and which actions cannot be played."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tutorial.lesson.action import Action
from tutorial.lesson.model import DEFAULT_CLIENT
from tutorial.lesson.positions import Loc
from tutorial.telling.words import closest, did_you_mean, quoted, visible_word

_PASSIVE = {"drop": "be dropped"}


class Maker(NamedTuple):
    """What makes a step: the action at `place` (from 0), its connection to `namespace`, or its action `inner`."""

    place: int
    namespace: str | None = None
    inner: int | None = None


class Unplayable(NamedTuple):
    """An action that cannot be played at its place: the place in the scenario, why, and what to do instead."""

    loc: Loc
    why: str
    instead: str


@dataclass(slots=True)
class _PaperConnection:
    """A client's connection: the namespaces that it is in, in order, and those that it was in when it ended."""

    action: Action
    joined: list[str]
    since: int | None
    had: list[str] = field(default_factory=list)
    gone: str = ""
    supposed: bool = False


class Rehearsal:
    """Goes through a scenario's actions in order.

    `makers` says what makes each step, from step 1 on; `counted` says whether it has all steps. Nothing is sure after
    a `wait`, because tasks of the server may make any number of steps. Nothing is sure after a client's second
    connection either, because the server must have ended the first one. A `steady` server ends and refuses no
    connection. `actions` are the scenario's actions, with the namespaces that each `reconnect` connects to.
    """

    def __init__(self, actions: tuple[Action, ...], *, steady: bool = False) -> None:
        self.makers: list[Maker] = []
        self.counted = True
        self.unplayable: list[Unplayable] = []
        self._steady = steady
        self._connections: dict[str, _PaperConnection] = {}
        self.actions = tuple(self._play(place, action) for place, action in enumerate(actions))

    def _play(self, place: int, action: Action) -> Action:
        if action.kind == "wait":
            self.counted = False
        elif action.kind == "together":
            for inner, part in enumerate(action.actions):
                self._say(part, (place, "together", inner))
                self._made([Maker(place, inner=inner)])
        elif action.kind in ("connect", "reconnect"):
            return self._connect(place, action)
        elif action.kind in ("disconnect", "drop"):
            self._leave(place, action)
        else:
            self._say(action, (place,))
            self._made([Maker(place)])
        return action

    def _connect(self, place: int, action: Action) -> Action:
        before = self._connections.get(action.client)
        if before and before.joined and not before.supposed:
            self.counted = False
            if self._steady:
                since = f", since step {before.since}" if before.since else ""
                why = f"{_who(action)} is connected already{since}"
                self.unplayable.append(Unplayable((place,), why, "disconnect before connecting again"))
                return action
        if action.kind == "reconnect":
            if before is None:
                why = f"{_who(action)} cannot reconnect here: it has not been connected yet"
                self.unplayable.append(Unplayable((place,), why, "write `connect`"))
            else:
                action = _again(action, before)
        step = len(self.makers) + 1 if self.counted else None
        self._connections[action.client] = _PaperConnection(action, list(action.namespaces), step)
        self._made([Maker(place, namespace) for namespace in action.namespaces])
        return action

    def _leave(self, place: int, action: Action) -> None:
        connection = self._open(action, (place,))
        one = action.kind == "disconnect" and action.namespaces
        if one:
            self._check_namespace(action, connection, (place,))
        left = [action.namespace] if one else connection.joined
        self._made([Maker(place)] * len(left))
        connection.had = list(connection.joined)
        connection.joined = [namespace for namespace in connection.joined if namespace not in left]
        connection.gone = "was dropped" if action.kind == "drop" else "has disconnected"

    def _say(self, action: Action, loc: Loc) -> None:
        self._check_namespace(action, self._open(action, loc), loc)

    def _open(self, action: Action, loc: Loc) -> _PaperConnection:
        """The client's open connection. When there is none, note that, and go on as if there were one."""
        connection = self._connections.get(action.client)
        if connection and connection.joined:
            return connection
        now = connection.gone if connection else "is not connected yet"
        verb = _PASSIVE.get(action.kind, action.kind)
        why = f"{_who(action)} cannot {verb} here: it {now}"
        self.unplayable.append(Unplayable(loc, why, "put a `connect` before it"))
        # The next actions are judged as if the connection were there: one mistake, one report.
        supposed = _PaperConnection(Action(kind="connect", client=action.client), ["/"], None, supposed=True)
        self._connections[action.client] = supposed
        return supposed

    def _check_namespace(self, action: Action, connection: _PaperConnection, loc: Loc) -> None:
        if action.namespace in connection.joined or connection.supposed:
            return
        left = action.namespace in connection.action.namespaces
        why = f"{_who(action)} {'has left' if left else 'did not connect to'} the namespace {quoted(action.namespace)}"
        close = closest(action.namespace, connection.joined)
        instead = did_you_mean(close) if close else f"it is in {', '.join(map(visible_word, connection.joined))}"
        loc = (*loc, action.client, "disconnect", "namespace")
        self.unplayable.append(Unplayable(loc, why, instead))
        connection.joined.append(action.namespace)

    def _made(self, makers: list[Maker]) -> None:
        if self.counted:
            self.makers += makers


def _who(action: Action) -> str:
    return "the client" if action.client == DEFAULT_CLIENT else action.client


def _again(action: Action, before: _PaperConnection) -> Action:
    """A `reconnect` with the namespaces, auth and query of the client's last connection."""
    first = before.action
    namespaces = tuple(before.joined or before.had)
    return action.model_copy(update={"namespaces": namespaces, "auth": first.auth, "query": first.query})
