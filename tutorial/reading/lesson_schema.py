"""The JSON Schema of a lesson file, for editors: all that an author may write.

pydantic makes the schema of the model. This module adds the short forms that the model's validators read. Editors read
draft 7, so the schema uses nothing newer.
"""

from __future__ import annotations

import json

from tracer.building import CORE_VARIABLES
from tutorial.lesson.action import ACTIONS
from tutorial.lesson.action_values import MOST_TIMES
from tutorial.lesson.lesson import Lesson
from tutorial.reading.draft_7 import DRAFT, Schema, Untitled, draft_7, explain_keys
from tutorial.reading.lesson_keys import ACTIONS as ACTION_WORDS
from tutorial.reading.lesson_keys import ANSWER, COLUMNS, INSIDE, KEYS, PHASES

_TEXT: Schema = {"type": "string"}
_MAPPING: Schema = {"type": "object"}
_DEFINITIONS = "#/$defs/"


def lesson_schema() -> Schema:
    """The schema of every lesson file. Only `load` checks what depends on the whole file."""
    schema = Lesson.model_json_schema(schema_generator=Untitled)
    definitions: dict[str, Schema] = schema.pop("$defs")
    for name, model in (("Lesson", schema), *definitions.items()):
        explain_keys(model, KEYS.get(name, {}) | (ANSWER if "when" in model.get("properties", {}) else {}))
    definitions |= {"Action": _action(), "Watch": _watch(), "Hint": _short("Hint text", definitions["Hint"])}
    definitions["Saying"] = _saying()
    question = definitions["Question"]["properties"]
    choices = {key: value for key, value in question["choices"].items() if key not in ("description", "default")}
    question["choices"] = {"anyOf": [{"const": "auto"}, choices], "description": question["choices"]["description"]}
    question["hint"] = {"$ref": _DEFINITIONS + "Hint", "description": KEYS["Question"]["hint"]}
    keys = schema["properties"]
    keys["answers"]["additionalProperties"] = {"description": "What the clients answer to this event."}
    keys["watch"]["default"] = list(CORE_VARIABLES)
    _name_keys(keys["concept_flow"], PHASES, _TEXT)
    wanted = definitions["StepWhere"]["properties"]["step_where"]
    _name_keys(wanted, COLUMNS, _TEXT)
    wanted["additionalProperties"] = {**_TEXT, "description": "A watched variable's value after the step."}
    return {"$schema": DRAFT, "title": "A Stepwire lesson", **draft_7(schema), "$defs": draft_7(definitions)}


def lesson_schema_text() -> str:
    """The schema as the text of `lessons/lesson.schema.json`."""
    return json.dumps(lesson_schema(), indent=1, ensure_ascii=False) + "\n"


def _name_keys(mapping: Schema, words: dict[str, str], value: Schema) -> None:
    """Name the keys of a mapping, so that an editor can offer them."""
    mapping.pop("propertyNames", None)
    mapping["properties"] = {key: {**value, "description": said} for key, said in words.items()}
    mapping["additionalProperties"] = False


def _short(said: str, model: Schema) -> Schema:
    """A model that an author may also write as a text alone."""
    return {"anyOf": [{**_TEXT, "description": f"{said}, in Markdown."}, model]}


def _watch() -> Schema:
    return {
        "description": "A variable to track: its name, or one `{name: expression}`.",
        "anyOf": [
            {"type": "string", "description": "A built-in variable, or a global of the program."},
            {"enum": list(CORE_VARIABLES)},
            {
                **_MAPPING,
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": {**_TEXT, "description": "A Python expression over the program's globals."},
            },
        ],
    }


def _action() -> Schema:
    """An item of the scenario: an action, or a client's name with an action below it."""
    words = [{"const": kind, "description": ACTION_WORDS[kind]} for kind in ACTIONS if kind in _BARE]
    alone = [*words, *(_mapping(kind) for kind in ACTIONS if kind in _GIVEN)]
    saying = {"type": "array", "minItems": 2, "items": {"$ref": _DEFINITIONS + "Saying"}}
    clientless = [_object({"wait": _WAIT}), _object({"together": saying})]
    return {"description": "One thing that a client does.", **_named_or(alone, clientless)}


def _saying() -> Schema:
    """One of several actions `together`."""
    alone = [_mapping("send"), _mapping("emit")]
    return {"description": "A message that is sent together with others.", **_named_or(alone, [])}


def _named_or(alone: list[Schema], clientless: list[Schema]) -> Schema:
    """One of these forms, or a client's name (a single key that is no action) with one of `alone` below it.

    A condition tells the two apart. With a third choice instead, an editor could not tell the wrong key of an action.
    """
    named = {**_MAPPING, "minProperties": 1, "maxProperties": 1, "propertyNames": {"not": {"enum": list(ACTIONS)}}}
    under_a_name = {
        **_MAPPING,
        "description": "A client's name, and what it does: `- Ada: {send: Hello}`.",
        "additionalProperties": {"anyOf": alone},
    }
    return {"if": named, "then": under_a_name, "else": {"anyOf": [*alone, *clientless]}}


def _keyed(*names: str, **schemas: Schema) -> Schema:
    """A mapping with these keys, which stand inside an action."""
    properties = {name: {**schemas.get(name, _TEXT), "description": INSIDE[name]} for name in (*names, *schemas)}
    return {**_MAPPING, "minProperties": 1, "additionalProperties": False, "properties": properties}


_CONNECT = _keyed("namespace", namespaces={"type": "array", "items": _TEXT, "minItems": 1}, auth=_MAPPING,
                  query={**_MAPPING, "additionalProperties": _TEXT})  # fmt: skip
_WAIT = {
    "anyOf": [
        _keyed("task", "event", times={"type": "integer", "minimum": 1, "maximum": MOST_TIMES}),
        {**_TEXT, "description": INSIDE["event"]},
    ]
}
_BARE = ("connect", "reconnect", "disconnect", "drop")
_GIVEN: dict[str, Schema] = {"connect": _CONNECT, "disconnect": _keyed("namespace"), "send": {}, "emit": _TEXT}
_BESIDE: dict[str, Schema] = {
    "send": _keyed("namespace", ack={"type": "boolean"})["properties"],
    "emit": _keyed("namespace", "bytes", "hex", ack={"type": "boolean"}, data={}, args={"type": "array"})["properties"],
}


def _mapping(kind: str) -> Schema:
    """An action with a value."""
    return _object({kind: _GIVEN[kind]}, _BESIDE.get(kind, {}))


def _object(given: dict[str, Schema], beside: Schema | None = None) -> Schema:
    """A mapping with one action as its key, and perhaps other keys beside it."""
    said = {key: {**value, "description": ACTION_WORDS[key]} for key, value in given.items()}
    properties = {**said, **(beside or {})}
    return {**_MAPPING, "required": list(given), "additionalProperties": False, "properties": properties}
