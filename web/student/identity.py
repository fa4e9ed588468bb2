"""A thing as the key of a cache, by identity: comparing or hashing its contents would be slow."""

from __future__ import annotations

from typing import Generic, TypeVar

_Thing = TypeVar("_Thing")


class ByIdentity(Generic[_Thing]):
    """Equal to another one of the very same thing, which it keeps from being thrown away."""

    __slots__ = ("thing",)

    def __init__(self, thing: _Thing) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByIdentity) and other.thing is self.thing
