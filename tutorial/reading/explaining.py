"""Explain the errors of the lesson's model to an author: where, what is wrong, and what to write instead."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from tutorial.lesson.lesson import ANSWERS, Lesson, Question
from tutorial.lesson.model import MISTAKE
from tutorial.lesson.positions import Loc, Where
from tutorial.lesson.problems import Problem
from tutorial.telling.words import closest, described, did_you_mean, quoted, suggest, visible_word

EXAMPLES = {
    "title": "title: My first event",
    "code": "code: |\n  from flask import Flask\n  ...",
    "scenario": "scenario:\n  - connect\n  - send: Hello",
    "question": "question: What is `last_message` after step 2?",
    "answer": "answer: Because of step 2.",
    "choices": "choices: [Hello, Goodbye]",
    "text": "text: Look along the row of step 2.",
    "variable": "variable: last_message",
    "after": "after: 2",
    "without": "without: 4",
    "lessons": "lessons: [first-event, rooms]",
    "wrong": "wrong: {step: 2, column: receives}",
    "so": "so: Nobody is in the room yet.",
    "belief": "belief: {says: Everybody hears it., claims: [{receives: Hi, client: Grace, at: [4]}]}",
    "claims": "claims: [{calls: handle_message, at: [2]}]",
    "holds": "holds: false",
    "task": "task: Greet everybody who connects.",
    "tests": "tests: [{says: A greeting, scenario: [connect], claims: [{receives: Welcome!, after: 1}]}]",
    "solution": "solution: |\n  from flask import Flask\n  ...",
}
"""What to write for each key that may be missing."""

_ANSWER = (
    "write, for example, `{variable: last_message, after: 2}`, `{step_where: {receives: Hello}}` "
    "or `{missing_step: {without: 4}}`"
)
_KINDS = {
    "string": "text",
    "int": "a whole number",
    "bool": "true or false",
    "dict": "a mapping (`key: value`)",
    "model": "a mapping (`key: value`)",
    "tuple": "a list",
}


def explain(error: ValidationError, where: Where, root: type[BaseModel] = Lesson) -> list[Problem]:
    """Make a problem of every error, with its place in the file. A misspelt key is not reported as missing, too.

    A list is not reported as too short for its wrong items. `root` is the model of the whole file.
    """
    found = [_Explained(details, where, root) for details in error.errors(include_url=False)]
    misspelt = {loc for explained in found if (loc := explained.meant())}
    around = {explained.loc[:length] for explained in found for length in range(len(explained.loc))}
    untold = {"missing": misspelt, "too_short": around}
    return [explained.problem() for explained in found if explained.loc not in untold.get(explained.type, ())]


class _Explained:
    """One of pydantic's errors, and its place in the file."""

    def __init__(self, details: ErrorDetails, where: Where, root: type[BaseModel]) -> None:
        self.type = details["type"]
        self.context: dict[str, Any] = details.get("ctx") or {}
        self.input = details.get("input")
        self.message = details["msg"]
        self.in_key = "[key]" in details["loc"] or self.type == "extra_forbidden" or self.context.get("key", False)
        self.loc: Loc = tuple(part for part in details["loc"] if part != "[key]")
        self.where = where
        self.root = root

    def problem(self) -> Problem:
        what, next_step = self._said()
        return Problem(self.where.path, *self._position(), what, next_step)

    def meant(self) -> Loc | None:
        """The place of the value if its unknown key had the suggested spelling."""
        if self.type != "extra_forbidden" or not (close := closest(self.loc[-1], self._keys())):
            return None
        return (*self.loc[:-1], close)

    def _position(self) -> tuple[int, int]:
        if len(self.loc) > 3 and self.loc[-3] == "line":
            return self.where.inside(self.loc[:-3], int(self.loc[-2]), int(self.loc[-1]))
        return self.where.key(self.loc) if self.in_key else self.where.value(self.loc)

    def _said(self) -> tuple[str, str]:
        """What is wrong, and what to do."""
        if self.type == MISTAKE:
            return self.context["what"], self.context["next"]
        if self.type == "extra_forbidden":
            return self._unknown_key(str(self.loc[-1]))
        if self.type == "missing":
            return f"the key '{self.loc[-1]}' is missing", _example(str(self.loc[-1]), answer="quiz" in self.loc)
        if self.type.startswith("union_tag"):
            return self._unknown_answer()
        if self.type == "literal_error":
            return self._not_among()
        if self.type in _BOUNDS:
            return f"{self._name()} {self._bound()}", f"write {self._described()}"
        if kind := _KINDS.get(self.type.partition("_")[0]):
            return self._wrong_type(kind)
        return f"{self._name()}: {self.message}", ""

    def _unknown_key(self, key: str) -> tuple[str, str]:
        keys = self._keys()
        if key in keys:
            return f"'{key}' stands beside '{key}s'", f"move it into `{key}s`"
        if key.startswith("-"):
            return f"unknown key {quoted(key)}", "put a space after the -"
        return f"unknown key {quoted(key)}", suggest(key, keys, "the keys here are")

    def _unknown_answer(self) -> tuple[str, str]:
        if isinstance(self.input, dict) and self.input:
            key = next(iter(self.input))
            self.loc, self.in_key = (*self.loc, key), True
            close = closest(key, ANSWERS)
            return f"unknown kind of answer {quoted(key)}", did_you_mean(close) if close else _ANSWER
        return f"an answer is asked of the trace, not {described(self.input)}", _ANSWER

    def _not_among(self) -> tuple[str, str]:
        words = [word.strip(" '") for word in self.context["expected"].replace(" or ", ", ").split(",")]
        noun = {
            "column": "column",
            "cell": "column",
            "kind": "kind",
            "concept_flow": "phase",
            "transport": "transport",
        }.get(str(self.loc[-2] if self.in_key else self.loc[-1]), "word")
        word = self.loc[-1] if self.in_key else self.input
        return f"unknown {noun} {quoted(word)}", suggest(word, words, f"the {noun}s are")

    def _wrong_type(self, type_name: str) -> tuple[str, str]:
        wanted = self._described() or type_name
        written = self.where.text(self.where.nearest(self.loc))
        if self.input is None:
            cut = self.where.cut_by_comment(self.loc)
            empty = f"{self._name()} is empty"
            return empty, f"put {quoted(cut)} in quotes: a # begins a comment" if cut else f"write {wanted}"
        if type_name == "text" and written is not None:
            return (
                f"{self._name()} must be text, not {described(self.input)}",
                f'put it in quotes: "{visible_word(written)}"',
            )
        if type_name == "text" and isinstance(self.input, list):
            return f"{self._name()} must be text, not a list", "put it in quotes if it is text"
        if type_name == "text" and isinstance(self.input, dict):
            return f"{self._name()} must be text, not a mapping", "put quotes around a text with ': ' or { in it"
        digits = type_name == "a whole number" and str(self.input).strip().isdecimal()
        what = f"{self._name()} must be {wanted}, not {described(self.input)}"
        return what, "take the quotes away" if digits else self._instead(type_name, written)

    def _instead(self, type_name: str, written: str | None) -> str:
        """What to write for a value of another type, as far as the value tells."""
        if type_name == "a list" and isinstance(self.input, dict):
            return "put a - before its first key, or [ ] around it"
        if type_name == "a list" and written is not None and "mappings" not in self._described():
            one = "," not in written and "\n" not in written
            return f"write `[{visible_word(written)}]`" if one else "write its items in [ ], with commas between"
        if type_name == "true or false" and str(self.input).lower() in _YES | _NO:
            return f"write `{'true' if str(self.input).lower() in _YES else 'false'}`"
        if type_name.startswith("a mapping") and self._name() in _ITEMS:
            return _ITEMS[self._name()].format(self.input)
        return ""

    def _bound(self) -> str:
        context = self.context
        if self.type == "too_short":
            least, has = context["min_length"], context["actual_length"]
            return "is empty" if has == 0 else f"must have at least {least} items, not {has}"
        if self.type == "too_long":
            return f"must have at most {context['max_length']} items, not {context['actual_length']}"
        return f"must be {_BOUNDS[self.type]} {context.get('ge', context.get('le'))}, not {self.input}"

    def _name(self) -> str:
        """Name the value by its key, or as an item of the list below that key."""
        if not self.loc:
            return "a lesson"
        named = [part for part in self.loc if isinstance(part, str)]
        return f"an item of '{named[-1]}'" if isinstance(self.loc[-1], int) else f"'{named[-1]}'"

    def _described(self) -> str:
        """The description of the value's field; empty for an item of a list."""
        fields = [field for _, field in _walk(self.root, self.loc)]
        last = fields[-1] if fields else None
        return last.description or "" if last else ""

    def _keys(self) -> list[str]:
        """The keys that the mapping around this value may have."""
        models = [model for model, _ in _walk(self.root, self.loc[:-1]) if model]
        model = models[-1] if models else self.root
        return [*model.model_fields, *(["hint"] if model is Question else [])]


_YES, _NO = {"yes", "on", "y"}, {"no", "off", "n"}

_ITEMS = {
    "an item of 'hints'": 'put it in quotes: "{}"',
    "an item of 'quiz'": "begin it with `question:`, and write its `answer` below",
    "an item of 'key_moments'": "begin it with `question:`, and write its `answer` below",
}
"""What to do about an item of a list that is no mapping."""

_BOUNDS = {"greater_than_equal": "at least", "less_than_equal": "at most", "too_short": "", "too_long": ""}


def _example(key: str, *, answer: bool) -> str:
    example = EXAMPLES.get(key, f"{key}: ...")
    if key == "answer" and answer:
        example = "answer: {variable: last_message, after: 2}"
    if "\n" not in example:
        return f"write, for example, `{example}`"
    return "write, for example,\n    " + example.replace("\n", "\n    ")


def _walk(root: type[BaseModel], loc: Loc) -> Iterator[tuple[type[BaseModel] | None, FieldInfo | None]]:
    """The models and fields on the way to `loc`."""
    models: list[type[BaseModel]] = [root]
    for part in loc:
        if isinstance(part, int):
            yield (models[0] if models else None), None
            continue
        named = [model for model in models if model.__name__ == part]
        if named:
            models = named
            yield named[0], None
            continue
        field = next((model.model_fields[part] for model in models if part in model.model_fields), None)
        models = list(_models(field.annotation)) if field else []
        yield (models[0] if len(models) == 1 else None), field


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models(part)
