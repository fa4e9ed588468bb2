"""Slots: each filling stands in its slot's place, and no text of a lesson is taken for a slot."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from web.parts.slots import Slotted, slot

NAMES = st.text(alphabet=st.characters(codec="ascii", exclude_characters="[]<>&\"'\n"))


@given(st.lists(st.tuples(st.text(), NAMES)), st.text())
def test_a_text_is_kept_and_each_slot_is_filled_by_its_name(pieces: list[tuple[str, str]], last: str) -> None:
    slotted = Slotted.of("".join(text + str(slot(name)) for text, name in pieces) + last)
    assert list(slotted.names) == [name for _, name in pieces]
    assert slotted.filled(lambda name: f"<{name}>") == "".join(f"{text}<{name}>" for text, name in pieces) + last


def test_brackets_in_a_text_are_no_slots() -> None:
    slotted = Slotted.of("[score] [x:nonce] " + slot("nonce"))
    assert slotted.filled(str.upper) == "[score] [x:nonce] NONCE"
