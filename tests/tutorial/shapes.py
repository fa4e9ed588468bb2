"""What a lesson is made of, by reflection: its models, and the words that a field may be given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models(part)


def reached(model: type[BaseModel], met: dict[str, type[BaseModel]]) -> dict[str, type[BaseModel]]:
    """The models that a model is made of, itself among them, by name."""
    if model.__name__ not in met:
        met[model.__name__] = model
        for field in model.model_fields.values():
            for inner in models(field.annotation):
                reached(inner, met)
    return met


def literals(annotation: Any) -> Iterator[str]:
    """The words in an annotation that is a choice of some."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
        return
    for part in get_args(annotation):
        yield from literals(part)
