"""Puts the names of clients in the place of session ids, in values and texts, and tells whose a connection is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from tracer.recording import Recording
from tracer.trace import Status
from tracer.values import SID, Value, sort_members

_ORDINALS = ("", "second ", "third ", "fourth ", "fifth ", "sixth ", "seventh ", "eighth ", "ninth ")


class Names:
    """The clients of one recording: `names` by Engine.IO session id, `clients` in the order of their lanes."""

    def __init__(self, recording: Recording, names: dict[str, str], clients: list[str]) -> None:
        self.names = names
        stepping = (step.eio_sid for step in recording.steps if step.eio_sid)
        for eio_sid in dict.fromkeys([*recording.open_before, *stepping]):
            if eio_sid not in names:
                names[eio_sid] = f"Client {len(set(names.values()) - set(clients)) + 1}"
        self.clients = tuple(dict.fromkeys([*clients, *names.values()]))
        self.ids = written_ids(recording, names)
        self.pattern = re.compile("|".join(map(re.escape, self.ids)) or r"(?!)")
        self.marked = all(map(SID.fullmatch, self.ids))

    def client(self, eio_sid: str | None) -> str | None:
        return self.names.get(eio_sid) if eio_sid is not None else None

    def statuses(self, by_connection: Mapping[str, Status]) -> dict[str, Status]:
        """Each client's status: `Open` if it has an open connection, else `Closed` if it ever had one."""
        found: dict[str, Status] = dict.fromkeys(self.clients, "No connection")
        for eio_sid, status in by_connection.items():
            name = self.names.get(eio_sid)
            if name is not None and found[name] != "Open":
                found[name] = status
        return found

    def values(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        return tuple(map(self.value, values)) if values else ()

    def value(self, value: Value) -> Value:
        """The value, with names for the session ids in its strings."""
        if isinstance(value, str):
            return self.text(value)
        if value is None or isinstance(value, int):
            return value
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            named = {self.text(key): self.value(item) for key, item in value.items()}
            if value.get("~") in ("set", "frozenset"):
                sort_members(named["items"])  # the session ids had them in an order of their own
            return named
        return value

    def text(self, text: str) -> str:
        if self.marked and "AA" not in text:
            return text
        return self.pattern.sub(lambda found: self.ids[found[0]], text)


def written_ids(recording: Recording, names: Mapping[str, str]) -> dict[str, str]:
    """The text that replaces each session id: `‹Ada's sid›`, and of her next connection `‹Ada's second sid›`.

    Args:
        recording: the session ids, in the order in which they came.
        names: each connection's client, by Engine.IO session id.
    """
    count: Counter[tuple[str, str]] = Counter()
    ids: dict[str, str] = {}

    def write(id: str, owner: str, kind: str) -> None:
        count[owner, kind] += 1
        ids[id] = f"‹{owner}'s {_nth(count[owner, kind])}{kind}›"

    for eio_sid, name in names.items():
        write(eio_sid, name, "transport sid")
    for sid, (eio_sid, namespace) in recording.sids.items():
        write(sid, names.get(eio_sid, "somebody"), "sid" if namespace == "/" else f"sid on {namespace}")
    return ids


def _nth(number: int) -> str:
    """The word for a client's connections after the first one."""
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else f"{number}th "
