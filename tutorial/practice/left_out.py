"""What would be otherwise, if one action of the scenario were left out."""

from __future__ import annotations

from random import Random

from tracer.trace import Step
from tutorial.lesson.changes import Change
from tutorial.practice.because import because_of_effects
from tutorial.practice.exercise import Sketch
from tutorial.practice.grounds import Grounds
from tutorial.quiz.answered import Option
from tutorial.quiz.changed_run import differing, kept
from tutorial.telling import narration
from tutorial.telling.words import short, visible

NONE = "none of them"
_MOST = 5


def what_would_change(grounds: Grounds, draw: Random) -> Sketch | None:
    """Steps that the run without the action still has; those that show something else are right."""
    runs = sorted(number for number in grounds.left_out if _asked(grounds, number))
    if not runs:
        return None
    number = draw.choice(runs)
    different = differing(grounds.trace, grounds.left_out[number], Change(without=number))
    asked = _asked(grounds, number)
    steps = sorted(_chosen(asked, different, draw), key=lambda step: step.number)
    options = [Option(_text(step), step.number in different, _why(step, different)) for step in steps]
    none = not any(option.right for option in options)
    told = "Played again without it, each of these is the same." if none else "Some of them are different."
    gone = grounds.trace.steps[number - 1]
    return Sketch(
        words=f"Suppose this were left out: {grounds.begins(gone)} Which of these would then show anything else, "
        "in the table or in a variable?",
        form="several",
        steps=(number,),
        options=(*options, Option(NONE, none, told)),
        because=because_of_effects(grounds, gone, draw),
        about=("left out",),
    )


def _asked(grounds: Grounds, number: int) -> list[Step]:
    """The steps that both runs have, and that no other step reads like."""
    there = kept(grounds.trace, grounds.left_out[number], Change(without=number))
    steps = tuple(step for step in grounds.settled if step.number in there and step.number != number)
    return list(grounds.distinct(steps)) if len(steps) > 1 else []


def _chosen(steps: list[Step], different: dict[int, str], draw: Random) -> list[Step]:
    """Some of the steps: of both sorts, where there are both."""
    changed = [step for step in steps if step.number in different]
    same = [step for step in steps if step.number not in different]
    some = draw.sample(changed, min(len(changed), _MOST - min(2, len(same))))
    return some + draw.sample(same, min(len(same), _MOST - len(some)))


def _text(step: Step) -> str:
    return f"Step {step.number}: {short(visible(narration.trigger(step)))}"


def _why(step: Step, different: dict[int, str]) -> str:
    if step.number in different:
        return f"Step {step.number} is different then: {visible(different[step.number])}."
    return f"Step {step.number} shows the same then."
