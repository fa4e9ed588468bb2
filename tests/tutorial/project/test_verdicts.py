"""A claim of a test, held against a trace: whether it holds, the sentence, the real value, and the step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.tutorial import traces
from tracer.trace import Call, Delivery, Emit, Phase, Raised, Returned, Step, Trace, Trigger
from tutorial.lesson.action import Action
from tutorial.lesson.project import ProjectClaim, ProjectTest
from tutorial.project.verdicts import ClaimVerdict, judge, passed

CLIENTS = ("Ada", "Grace", "Linus")


def step(number: int, sender: str, text: str, to: dict[str, str], *, failed: Raised | None = None) -> Step:
    """A client sends, a function is called, and clients receive; the number of messages is tracked."""
    call = Call("tell", 9, (text,), failed or Returned(None), "message")
    told = tuple(Delivery(client, "event", (said,), "message") for client, said in to.items())
    emits = [Phase("responds", sender, emit=Emit("message", (said,), (client,), 10)) for client, said in to.items()]
    trigger = Trigger("event", sender, "message", (text,))
    open_: dict[str, Any] = dict.fromkeys(CLIENTS, "Open")
    phases = (Phase("handles", sender, call=call), *emits)
    return Step(number, trigger, open_, open_, phases, told, {"count": number, "names": ["Ada"]})


TRACE = Trace(
    traces.trace().provenance,
    CLIENTS,
    {"count": 0, "names": []},
    (
        step(1, "Ada", "Hi", {"Grace": "Hi"}),
        step(2, "Grace", "Ho", {"Grace": "Ho", "Linus": "Ho"}),
        step(3, "Linus", "Oh", {}, failed=Raised("KeyError", "'Oh'", 12)),
    ),
)


def test_an_event_for_which_nobody_listens_is_said_to_be_one() -> None:
    heard = TRACE.steps[0]
    unheard = replace(heard, phases=(), deliveries=())
    claims = (ProjectClaim(receives="Hi", client="Grace", at=(1,)),)
    test = ProjectTest(says="A test", scenario=(Action(kind="connect"),), claims=claims)
    (one,) = judge(test, replace(TRACE, steps=(unheard,)))
    said = "In step 1 (Ada sends 'Hi') Grace receives nothing; no function is called for 'message'."
    assert one.message == said


def verdict(**claim: Any) -> ClaimVerdict:
    test = ProjectTest(says="A test", scenario=(Action(kind="connect"),), claims=(ProjectClaim(**claim),))
    (one,) = judge(test, TRACE)
    return one


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        ({"receives": "Hi", "client": "Grace", "after": 3}, "After step 3 Grace has received “Hi”."),
        ({"receives": "Hi", "nobody_but": ["Grace"], "after": 3}, "After step 3 nobody but Grace has received “Hi”."),
        ({"receives": "Hi", "nobody_but": ["Grace", "Ada"]}, "Nobody but Grace and Ada ever receives “Hi”."),
        ({"receives": "Hey", "nobody_but": []}, "Nobody ever receives “Hey”."),
        ({"receives": "Ho", "at": [2]}, "In step 2 somebody receives “Ho”."),
        ({"receives": "Ho", "client": "Linus", "only": [2]}, "Linus receives “Ho” in step 2, and in no other step."),
        ({"receives": "Hey", "client": "Ada", "only": []}, "Ada never receives “Hey”."),
        ({"calls": "tell", "at": [1, 2]}, "In steps 1 and 2 tell is called."),
        ({"calls": "told", "only": []}, "told is never called."),
        ({"calls": "tell", "after": 1}, "After step 1 tell has been called."),
        ({"emits": "message", "only": [1, 2]}, "The server emits “message” in steps 1 and 2, and in no other step."),
        ({"emits": "message", "after": 2}, "After step 2 the server has emitted “message”."),
        ({"raises": "KeyError", "at": [3]}, "In step 3 the program raises KeyError."),
        ({"raises": "ValueError", "only": []}, "The program never raises ValueError."),
        ({"variable": "count", "equals": 2, "after": 2}, "After step 2 count is “2”."),
        ({"variable": "names", "equals": "['Ada']", "at": [1]}, "After step 1 names is “['Ada']”."),
        ({"calls": "tell", "at": [1], "says": "Somebody is told."}, "Somebody is told."),
    ],
)
def test_a_claim_that_holds_is_a_sentence(claim: dict[str, Any], says: str) -> None:
    assert verdict(**claim) == ClaimVerdict(says, holds=True)


@pytest.mark.parametrize(
    ("claim", "message", "at"),
    [
        (
            {"receives": "Hi", "client": "Ada", "at": [1]},
            "In step 1 (Ada sends 'Hi') Ada receives nothing; Grace receives “Hi”.",
            1,
        ),
        (
            {"receives": "Ho", "client": "Grace", "at": [1]},
            "In step 1 (Ada sends 'Hi') Grace receives “Hi”; it comes in step 2.",
            1,
        ),
        (
            {"receives": "Hey", "client": "Grace", "after": 2},
            "After step 2 Grace has received “Hi” and “Ho”.",
            2,
        ),
        (
            {"receives": "Oh", "after": 3},
            "After step 3 the clients have received “Hi” and “Ho”; in step 3 tell raises KeyError: 'Oh' at line 12.",
            3,
        ),
        ({"receives": "Ho", "nobody_but": ["Grace"]}, "In step 2 (Grace sends 'Ho') Linus receives “Ho”, too.", 2),
        ({"receives": "Ho", "nobody_but": []}, "In step 2 (Grace sends 'Ho') Grace and Linus receive “Ho”.", 2),
        (
            {"calls": "tell", "only": [2]},
            "In step 1 (Ada sends 'Hi') tell is called, and not in step 2 only.",
            1,
        ),
        (
            {"calls": "told", "at": [3]},
            "In step 3 (Linus sends 'Oh') tell is called; in step 3 tell raises KeyError: 'Oh' at line 12.",
            3,
        ),
        (
            {"emits": "chat", "at": [3]},
            "In step 3 (Linus sends 'Oh') the server emits nothing; in step 3 tell raises KeyError: 'Oh' at line 12.",
            3,
        ),
        (
            {"raises": "KeyError", "at": [1]},
            "In step 1 (Ada sends 'Hi') no exception is raised; it comes in step 3.",
            1,
        ),
        ({"raises": "KeyError", "only": []}, "In step 3 (Linus sends 'Oh') the program raises KeyError.", 3),
        (
            {"variable": "count", "equals": 3, "at": [2]},
            "In step 2 (Grace sends 'Ho') count becomes “2”; it comes in step 3.",
            2,
        ),
        ({"variable": "sum", "equals": 3, "after": 1}, "In step 1 (Ada sends 'Hi') nobody watches sum.", 1),
        ({"receives": "Hi", "client": "Ada", "after": 9}, "This run has no step 9: it ends with step 3.", 3),
        (
            {"calls": "told", "at": [1], "says": "Somebody is told."},
            "In step 1 (Ada sends 'Hi') tell is called. Expected: In step 1 told is called.",
            1,
        ),
    ],
)
def test_a_claim_that_fails_tells_what_is_real_and_where(claim: dict[str, Any], message: str, at: int) -> None:
    found = verdict(**claim)
    assert (found.holds, found.message, found.step) == (False, message, at)


def test_a_sentence_that_was_made_before_says_nothing_twice() -> None:
    """The lab's page gets each claim with its sentence."""
    claim = ProjectClaim(receives="Hi", client="Ada", at=(1,))
    made = verdict(**claim.model_dump(exclude_none=True) | {"says": "In step 1 Ada receives “Hi”."})
    assert "Expected" not in made.message


def test_a_test_passes_when_every_claim_holds() -> None:
    good, bad = ClaimVerdict("So.", holds=True), ClaimVerdict("Not so.", holds=False)
    assert passed([good, good])
    assert not passed([good, bad])
