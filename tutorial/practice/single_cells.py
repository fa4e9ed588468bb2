"""Predict one thing about a step: a variable, what is sent, who receives it, which handler is called."""

from __future__ import annotations

from random import Random

from tutorial.practice.because import because_of_calls, because_of_listening
from tutorial.practice.exercise import Sketch
from tutorial.practice.grounds import Grounds
from tutorial.quiz.answered import Answered
from tutorial.quiz.predicting import Predicted, predictions


def predict_a_cell(grounds: Grounds, draw: Random) -> Sketch | None:
    """One of the questions that `predict` asks about a step; what changes in the step comes more often."""
    steps = draw.sample(grounds.settled, len(grounds.settled))
    every = next(filter(None, (predictions(grounds.trace, step.number) for step in steps)), ())
    if not every:
        return None
    place = min(draw.randrange(len(every)), draw.randrange(len(every)))  # the most telling ones come first
    asked = every[place]
    step = grounds.trace.steps[_step_of(asked) - 1]
    options = draw.sample(asked.options, len(asked.options))
    words = asked.question.question
    because = because_of_listening if words.startswith("Which handler") else because_of_calls
    return Sketch(
        words=f"{grounds.begins(step)} {words}",
        form="one",
        steps=(step.number,),
        options=tuple(options),
        because=because(grounds, step, draw),
        about=(words.split("`")[1] if "`" in words else words.split()[0].lower(),),
    )


def _step_of(asked: Answered) -> int:
    answer = asked.question.answer
    return answer.step if isinstance(answer, Predicted) else 0
