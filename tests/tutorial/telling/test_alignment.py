"""Two runs aligned: which rows belong together, which are gone, new or elsewhere, and which cells differ."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tutorial import traces as made
from tracer.trace import Step, Trace, Trigger
from tutorial.telling import narration
from tutorial.telling.alignment import COMPARED, Alignment, align


def shape(alignment: Alignment) -> list[tuple[str, int | None, int | None]]:
    """The kind of each row, with its numbers in both runs."""
    return [
        (row.kind, row.before.number if row.before else None, row.after.number if row.after else None)
        for row in alignment.rows
    ]


def renumbered(*steps: Step) -> Trace:
    return made.trace(*(replace(step, number=number) for number, step in enumerate(steps, 1)))


def test_a_run_beside_itself_has_every_row_and_no_difference() -> None:
    alignment = align(made.reference(), made.reference())
    assert shape(alignment) == [("same", number, number) for number in range(1, 6)]
    assert (alignment.differing, alignment.summary) == ((), "no row differs")


def test_a_row_that_is_left_out_is_gone_and_the_others_stay_together() -> None:
    alignment = align(made.reference(), made.reference_without(2))
    assert shape(alignment) == [("same", 1, 1), ("gone", 2, None), ("same", 3, 2), ("same", 4, 3), ("same", 5, 4)]
    assert alignment.summary == "1 row is gone"


def test_of_two_equal_rows_the_one_that_is_known_to_be_gone_is_gone() -> None:
    twice = renumbered(made.connect(1), made.send(2, "Hi"), made.send(3, "Hi"), made.end(4, "Open", "Hi"))
    once = renumbered(made.connect(1), made.send(2, "Hi"), made.end(3, "Open", "Hi"))
    assert ("gone", 2, None) in shape(align(twice, once, gone={2}))
    assert ("gone", 3, None) in shape(align(twice, once, gone={3}))
    assert ("new", None, 2) in shape(align(once, twice, new={2}))
    assert ("new", None, 3) in shape(align(once, twice, new={3}))


def test_another_payload_changes_the_row_cell_by_cell_with_its_values() -> None:
    before = renumbered(made.connect(1), made.send(2, "Hello"), made.end(3, "Open", "Hello"))
    after = renumbered(made.connect(1), made.send(2, "Bye"), made.end(3, "Open", "Bye"))
    same, sent, end = align(before, after).rows
    assert same.kind == "same"
    assert sent.columns == ("trigger", "action", "after", "receives")
    assert [(one.name, one.before, one.after) for one in sent.other_values] == [
        ("last_message", "'Hello'", "'Bye'"),
        ("response_sent", "'Received: Hello'", "'Received: Bye'"),
    ]
    assert end.kind == "same", "its cells are the same, and the row above has told of the variable that still differs"
    assert [(one.name, one.differs, one.lasting) for one in end.values][1] == ("last_message", True, True)


def test_rows_that_change_places_say_where_they_are() -> None:
    hello, you = made.send(2, "Hello"), made.send(3, "How are you?")
    before, after = (renumbered(made.connect(1), *two, made.end(4, "Open", "")) for two in ((hello, you), (you, hello)))
    alignment = align(before, after)
    assert {(row.kind, row.elsewhere) for row in alignment.differing} in (
        {("gone", 3), ("new", 2)},
        {("new", 3), ("gone", 2)},
    )


def test_a_variable_that_one_run_does_not_have_differs() -> None:
    step = made.send(2, "Hi")
    more = replace(step, variables={**step.variables, "users": []})
    (_, row) = align(made.trace(made.connect(1), step), made.trace(made.connect(1), more)).rows
    assert [(one.name, one.before, one.after) for one in row.other_values] == [("users", None, "[]")]


def test_what_two_clients_do_never_belongs_together() -> None:
    ada, grace = (Step(1, Trigger("event", name, "hi"), {}, {}, (), (), {}) for name in ("Ada", "Grace"))
    assert shape(align(made.trace(ada), made.trace(grace))) == [("gone", 1, None), ("new", None, 1)]


def test_runs_too_long_to_weigh_are_aligned_by_place() -> None:
    long = [made.send(number, f"{number}") for number in range(1, 420)]
    other = [made.send(number, f"-{number}") for number in range(1, 420)]
    assert shape(align(made.trace(*long), made.trace(*other))) == [("changed", one, one) for one in range(1, 420)]


MESSAGES = st.lists(st.sampled_from(["a", "b", "c"]), max_size=5)


@settings(max_examples=60, deadline=None)
@given(MESSAGES, MESSAGES)
def test_every_row_of_both_runs_is_there_once_in_order_and_what_is_the_same_reads_the_same(
    one: list[str], other: list[str]
) -> None:
    before, after = (
        renumbered(made.connect(1), *(made.send(2, text) for text in texts), made.end(9, "Open", "z"))
        for texts in (one, other)
    )
    alignment = align(before, after)
    assert [row.before for row in alignment.rows if row.before] == list(narration.rows(before))
    assert [row.after for row in alignment.rows if row.after] == list(narration.rows(after))
    for row in alignment.rows:
        if row.before and row.after:
            differ = tuple(key for key in COMPARED if row.before.cells[key] != row.after.cells[key])
            assert row.columns == differ
            assert (row.kind == "same") == (not differ and not row.other_values)
    assert sum(row.kind == "gone" for row in alignment.rows) >= len(one) - len(other), "no row is lost"
    mirrored = align(after, before)
    assert sum(row.kind == "same" for row in mirrored.rows) == sum(row.kind == "same" for row in alignment.rows)
