"""Works out whom an emit is addressed to, who is there at that moment, and why nobody is, as far as the server knows.

Only names of plain types are looked up: to hash any other value could call code of the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from tracer.recording import Recording
from tracer.records import AddressRecord
from tracer.values import SID, detach

PLAIN: Final = (str, int, float, bool)
"""The types of rooms that are looked up."""


class Addresses:
    """The addresses of one client manager: its namespaces, its rooms, and the session ids of its connections."""

    def __init__(self, manager: Any, recording: Recording) -> None:
        self.manager = manager
        self.recording = recording

    def of(self, namespace: str, to: Any) -> tuple[AddressRecord, ...]:
        """The addresses of an emit, each with the connections that are there now.

        Args:
            namespace: the namespace of the emit.
            to: what the library gets: None for everybody, a room or a session id, or several of these.
        """
        rooms = self.manager.rooms.get(namespace, {})
        if to is None:
            everybody = _inside(rooms, None)
            record = AddressRecord("namespace", namespace, everybody)
            return (record if everybody else self.explained(record, namespace, namespace),)
        several = isinstance(to, (list, tuple))
        return tuple(self.address(rooms, namespace, name) for name in (to if several else (to,)))

    def address(self, rooms: Mapping[Any, Any], namespace: str, name: Any) -> AddressRecord:
        kind = type(name)
        if kind not in PLAIN:
            return AddressRecord("room", detach(name), None)
        known = kind is str and (name in self.recording.sids or SID.fullmatch(name) is not None)
        record = AddressRecord("sid" if known else "room", detach(name), _inside(rooms, name))
        return record if record.there else self.explained(record, namespace, name)

    def explained(self, record: AddressRecord, namespace: str, name: Any) -> AddressRecord:
        """Note why nobody is at an address."""
        sids = self.recording.sids
        if record.kind == "namespace":
            record.namespaces = tuple(other for other, rooms in self.others(namespace) if rooms.get(None))
            record.before = any(namespace == place for _, place in list(sids.values()))
        elif record.kind == "sid":
            record.owner, place = sids.get(name, (None, namespace))
            record.before = record.owner is not None and place == namespace
            record.namespaces = (place,) if place != namespace and self.manager.is_connected(name, place) else ()
        else:
            rooms = self.manager.rooms.get(namespace, {})
            record.alike = tuple(detach(other) for other in list(rooms) if _alike(other, name))
            record.namespaces = tuple(other for other, rooms in self.others(namespace) if rooms.get(name))
            record.before = (namespace, name) in self.recording.rooms
        return record

    def others(self, namespace: str) -> Iterable[tuple[str, Mapping[Any, Any]]]:
        """The other namespaces in which somebody is, with their rooms."""
        return ((name, rooms) for name, rooms in list(self.manager.rooms.items()) if name != namespace)


def _inside(rooms: Mapping[Any, Any], name: Any) -> Sequence[str]:
    """The connections in a room; None is the room of everybody."""
    room = rooms.get(name)
    return tuple(room.values()) if room else ()


def _alike(other: object, name: object) -> bool:
    """Whether a room could be meant by a name that is not its own: `1` and `'1'`, `'Red'` and `' red'`."""
    if type(other) is tuple:
        return any(type(part) in PLAIN and part == name for part in other)
    return type(other) in PLAIN and str(other).strip().casefold() == str(name).strip().casefold()
