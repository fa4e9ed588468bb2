"""Weighs what the recorded lines of one handler call show in all, which has a limit."""

from __future__ import annotations

from tracer.values import Value

_EACH_LINE = 20
"""How many items of containers may be shown, for each line that may be recorded."""

_ITEM = 20
"""How many characters weigh as much as one item."""

_WEIGHED_EACH, _SAMPLE = 2_000, 16
"""Characters are weighed after this many items, by a sample of this many values."""


class Weight:
    """The weight of what one recorder shows, in items.

    The recorder adds to `items` by itself, and asks `is_too_much` once they are more than `weigh_at`.

    Args:
        limit: how many lines of one call are recorded.
        kept: the lists that the recorder keeps values in; they grow.
    """

    __slots__ = ("_before", "_kept", "_most", "items", "weigh_at")

    def __init__(self, limit: int, *kept: list[Value]) -> None:
        self._kept = kept
        self._most = _EACH_LINE * limit
        self.items = 0
        self._before = 0, [0 for _ in kept]
        self.weigh_at = min(_WEIGHED_EACH, self._most)

    def is_too_much(self) -> bool:
        """Weigh the characters of the values since the last time as well: the last few values stand for all."""
        before, places = self._before
        characters = 0
        for kept, place in zip(self._kept, places, strict=True):
            if sample := kept[max(place, len(kept) - _SAMPLE) :]:
                characters += len(repr(sample)) * (len(kept) - place) // len(sample)
        self.items = max(self.items, before + characters // _ITEM)
        self._before = self.items, [len(kept) for kept in self._kept]
        self.weigh_at = min(self.items + _WEIGHED_EACH, self._most)
        return self.items > self._most
