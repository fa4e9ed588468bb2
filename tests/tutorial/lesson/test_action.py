"""Actions: what they carry survives the way to another process."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tutorial.lesson.action import ACTIONS, Action

KEYS = st.sampled_from(["~bytes", "~~bytes", "bytes", "~", "a"]) | st.text(max_size=5)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
PAYLOADS = st.recursive(
    LEAVES | st.binary(),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(KEYS, part, max_size=3),
    max_leaves=8,
)


def action(inner: st.SearchStrategy[tuple[Action, ...]]) -> st.SearchStrategy[Action]:
    return st.builds(
        Action,
        kind=st.sampled_from(ACTIONS),
        event=st.none() | st.text(),
        arguments=st.lists(PAYLOADS, max_size=3).map(tuple),
        ack=st.booleans(),
        namespaces=st.lists(st.text(), max_size=2).map(tuple),
        auth=PAYLOADS,
        query=st.dictionaries(st.text(), st.text(), max_size=2),
        actions=inner,
    )


@given(sent=action(st.lists(action(st.just(())), max_size=2).map(tuple)))
def test_an_action_survives_the_way_to_another_process(sent: Action) -> None:
    got = Action.from_data(json.loads(json.dumps(sent.to_data())))
    assert same(got.model_dump(), sent.model_dump())


@given(sent=action(st.just(())))
def test_an_action_survives_json_text(sent: Action) -> None:
    assert same(Action.model_validate_json(sent.model_dump_json()).model_dump(), sent.model_dump())


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal and of the same types, bit for bit: `1` is not `1.0`, and `0.0` is not `-0.0`."""
    return repr(one) == repr(other)


def test_bytes_are_written_in_hexadecimal_and_a_key_like_theirs_is_told_apart() -> None:
    sent = Action(kind="emit", event="file", arguments=(b"\x00\xff", {"~bytes": b"\x01"}, {"~~bytes": "00"}))
    assert sent.to_data()["arguments"] == [{"~bytes": "00ff"}, {"~~bytes": {"~bytes": "01"}}, {"~~~bytes": "00"}]
    assert Action.from_data(sent.to_data()) == sent
