"""What the JSON Schemas of lessons and courses share: draft 7, which editors read, and words for each key."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"


class Untitled(GenerateJsonSchema):
    """Leaves out the titles that pydantic makes of the keys' names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  pydantic calls it so
        return False


def explain_keys(model: Schema, words: dict[str, str]) -> None:
    """Describe each key by its meaning instead of by what its value must be."""
    model.pop("title", None)
    for key, schema in model.get("properties", {}).items():
        if key in words:
            schema["description"] = words[key]


def draft_7(part: Any) -> Any:
    """Take `null` out of optional keys, and call a list's bounds `minItems` and `maxItems`."""
    if isinstance(part, list):
        return [draft_7(one) for one in part]
    if not isinstance(part, dict):
        return part
    part = {key: draft_7(value) for key, value in part.items() if (key, value) != ("default", None)}
    if part.get("type") == "array":
        renamed = {"minLength": "minItems", "maxLength": "maxItems"}
        part = {renamed.get(key, key): value for key, value in part.items()}
    kinds = part.get("anyOf", ())
    if {"type": "null"} in kinds and len(kinds) == 2:
        (kind,) = (kind for kind in kinds if kind != {"type": "null"})
        part = {**kind, **{key: value for key, value in part.items() if key != "anyOf"}}
    return part
