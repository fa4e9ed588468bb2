"""The part with the switch for predictions, and the place where their questions stand."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from tutorial.quiz.predicting import predict
from web.parts.material import Material
from web.parts.part import Part


@dataclass(frozen=True, slots=True)
class PredictView:
    """The steps that ask for a prediction: something can be asked, and more than their beginning happens.

    `at` is the address of the steps, below which their questions are.
    """

    at: str
    steps: tuple[int, ...]


def _predict(material: Material) -> PredictView | None:
    trace = material.trace
    steps = tuple(step.number for step in trace.steps if len(step.phases) > 1 and predict(trace, step.number))
    if not steps:
        return None
    at = url_for("pages.lesson", slug=material.slug) + "/steps"
    return PredictView(at, steps)


PREDICT = Part("predict", _predict, "parts/predict")
