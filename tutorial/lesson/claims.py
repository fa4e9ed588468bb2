"""Claims: what an author states of the run, and the run must show.

    claims:
      - {calls: handle_message, only: [2, 3]}
      - {receives: "Received: Hello", at: [2]}
      - {receives: "Received: Hello", client: Ada, at: [2]}
      - {raises: ValueError, at: [4]}
      - {variable: last_message, equals: Hello, at: [2]}

`at` names steps in which the claim holds. `only` names all such steps; `only: []` says that it never holds.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, JsonValue, Strict, model_validator

from tutorial.lesson.answers import Client
from tutorial.lesson.fields import StepNumber, VariableName
from tutorial.lesson.model import Model, mistake

ClaimKind = Literal["calls", "emits", "receives", "raises", "variable"]

VERBS: dict[ClaimKind, tuple[str, str]] = {
    "calls": ("calls", "called"),
    "emits": ("emits", "emitted"),
    "receives": ("has a client receive", "received"),
    "raises": ("raises", "raised"),
}
"""The verb of each claim: what a step does, and what is done."""

_EXAMPLES = {
    "calls": "`calls: handle_message`",
    "emits": "`emits: message`",
    "receives": "`receives: Hello`",
    "raises": "`raises: ValueError`",
    "variable": "`variable: last_message`",
}

Steps = Annotated[tuple[StepNumber, ...], Strict(False), Field(description="a list of step numbers, such as `[2, 3]`")]


class Happening(Model):
    """One thing that happens in steps: a call, an emit, a text received, an exception, or a value after these steps.

    A `client` says who receives the text; without it, any client may.
    """

    calls: str | None = None
    emits: str | None = None
    receives: str | None = None
    client: Client | None = None
    raises: str | None = None
    variable: VariableName | None = None
    equals: JsonValue = None

    @model_validator(mode="before")
    @classmethod
    def _one_thing(cls, written: Any) -> Any:
        if not isinstance(written, dict) or written.keys() - cls.model_fields.keys():
            return written
        if written.keys() == cls.model_fields.keys():  # a dumped claim has all keys, most of them None
            kept = ("variable", "equals") if written["variable"] is not None else ()
            written = {key: value for key, value in written.items() if value is not None or key in kept}
        if sum(key in written for key in (*VERBS, "variable")) != 1:
            raise mistake(
                "a claim says one thing",
                "write one of `calls`, `emits`, `receives`, `raises` and `variable` with `equals`",
            )
        if empty := next((key for key in (*VERBS, "variable") if key in written and written[key] is None), None):
            raise mistake(f"'{empty}' is empty", f"write, for example, {_EXAMPLES[empty]}")
        if ("equals" in written) != ("variable" in written):
            raise mistake("`variable` and `equals` belong together", "write, for example, `variable: x, equals: 3`")
        if "client" in written and "receives" not in written:
            raise mistake("only `receives` has a client", "take `client` away")
        return written

    @property
    def kind(self) -> ClaimKind:
        """The kind of the claim: which of its keys the author wrote."""
        return next((kind for kind in VERBS if getattr(self, kind) is not None), "variable")


class Claim(Happening):
    """Something that happens in steps: in these, or in these alone."""

    at: Steps | None = None
    only: Steps | None = None

    @model_validator(mode="after")
    def _some_step(self) -> Self:
        if (self.at is None) == (self.only is None):
            raise mistake(
                "a claim names its steps with `at`, or all of them with `only`", "write, for example, `at: [2]`"
            )
        if self.at == ():
            raise mistake("`at` names no step", "write `only: []` to say that it never happens")
        return self
