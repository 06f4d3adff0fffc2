"""JSON schemas of commands and lists, made from the same declarations that read them."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from typing import Any, Union, get_args, get_origin, get_type_hints

from tanshi.journal.canonical import LIMIT
from tanshi.journal.command import Handler
from tanshi.journal.table import TableSpec
from tanshi.journal.writer import MAX_ITEMS

_SIMPLE: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer", "minimum": 1 - LIMIT, "maximum": LIMIT - 1},
    bool: {"type": "boolean"},
}

ID = {"type": "string", "pattern": r"^[0-9A-Za-z][0-9A-Za-z._:/-]{0,95}$"}


def request_schema(kind: type) -> dict[str, Any]:
    """Return the schema of a request's plain object, named by its system and class."""
    hints = get_type_hints(kind)
    fields = dataclasses.fields(kind)
    required = [f.name for f in fields if f.default is f.default_factory is dataclasses.MISSING]
    found: dict[str, Any] = {
        "title": kind.__module__.split(".")[-2].title().replace("_", "") + kind.__name__,
        "type": "object",
        "additionalProperties": False,
        "properties": {f.name: _schema(hints[f.name]) for f in fields},
    }
    if required:
        found["required"] = required
    if kind.__doc__ and not kind.__doc__.startswith(kind.__name__ + "("):
        found["description"] = kind.__doc__.strip().splitlines()[0]
    return found


def _schema(hint: Any) -> dict[str, Any]:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        (inner,) = [a for a in args if a is not type(None)]
        return {"anyOf": [_schema(inner), {"type": "null"}]}
    if origin in (tuple, list):
        return {"type": "array", "items": _schema(args[0])}
    if origin is dict or hint is dict:
        return {"type": "object"}
    if dataclasses.is_dataclass(hint):
        return request_schema(hint)  # type: ignore[arg-type]
    return dict(_SIMPLE[hint])


def command_schema(handler: Handler[Any]) -> dict[str, Any]:
    """Return the schema of the body that sends a command."""
    items = {"type": "array", "minItems": 1, "maxItems": MAX_ITEMS, "items": request_schema(handler.request)}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["items"],
        "properties": {"id": ID, "items": items},
    }


def row_schema(spec: TableSpec) -> dict[str, Any]:
    """Return the schema of a listed row."""
    kinds = {int: "integer", str: "string", bytes: "string"}
    properties: dict[str, Any] = {}
    for column in spec.columns:
        kind = kinds[column.type]
        properties[column.name] = {"type": [kind, "null"] if column.nullable else kind}
    about = spec.description.strip().splitlines()[0]
    return {
        "title": "".join(part.capitalize() for part in (*spec.name.split("_"), "row")),
        "description": about,
        "type": "object",
        "properties": properties,
        "required": list(spec.column_names),
    }


#: What stands in an example, by the name of the member.
_EXAMPLES: Mapping[str, Any] = {
    "id": "2022/surrender/1", "kind": "registry.surrender", "holder": "H1", "entity": "H1", "instrument": "CEA22",
    "period": "2022", "unit": "U1", "month": "2022-01", "area_gb2260": "37", "day": "2022-12-31",
}  # fmt: skip


def example(schema: Mapping[str, Any], name: str = "") -> Any:
    """Return a small value that a schema allows, named things by their usual names."""
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], name)
    kinds = schema.get("type")
    kind = kinds[0] if isinstance(kinds, list) else kinds
    match kind:
        case "object":
            wanted = schema.get("required", ())
            return {key: example(value, key) for key, value in schema.get("properties", {}).items() if key in wanted}
        case "array":
            return [example(schema.get("items", {"type": "object"}), name)]
        case "integer":
            return max(100, schema.get("minimum", 100))
        case "boolean":
            return False
    return _EXAMPLES.get(name, "2022-01-01" if name.endswith(("_day", "_on")) else name or "x")


def text_members(*names: str) -> dict[str, Any]:
    """Return the schema of members that are text."""
    return {name: {"type": "string"} for name in names}


ANSWER: dict[str, Any] = {
    "title": "Answer",
    "description": "What became of a command.",
    "type": "object",
    "required": ["id", "outcome", "done", "exists", "position", "size"],
    "properties": {
        "id": {"type": "string"},
        "outcome": {"type": "string"},
        "message": {"type": "string"},
        "done": {"type": "boolean"},
        "exists": {"type": "boolean"},
        "position": {"type": ["integer", "null"]},
        "item": {"type": ["integer", "null"]},
        "size": {"type": "integer"},
        "details": {"type": "object"},
    },
}

PROPOSAL: dict[str, Any] = {
    "title": "Proposal",
    "description": "A command that waits for a second person of the same body.",
    "type": "object",
    "required": ["proposal", "kind", "items", "actor", "made_at", "ends_at"],
    "properties": {
        "proposal": {"type": "string"},
        "command": {"type": "string"},
        "kind": {"type": "string"},
        "items": {"type": "array"},
        "actor": {"type": "string"},
        "made_at": {"type": "string"},
        "ends_at": {"type": "string"},
        "outcome": {"type": "string"},
    },
}

FINDING: dict[str, Any] = {
    "title": "Finding",
    "description": "One thing that is wrong or odd, where, and the text that says so.",
    "type": "object",
    "required": ["code", "where", "message", "message_zh", "citation"],
    "properties": {
        "code": {"type": "string"},
        "where": {"type": "string"},
        "message": {"type": "string"},
        "message_zh": {"type": "string"},
        "citation": {"type": ["string", "null"]},
    },
}

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "A refusal (RFC 9457); `outcome` is its stable name.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "outcome"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "outcome": {"type": "string"},
        "findings": {"type": "array", "items": FINDING},
        "answer": ANSWER,
    },
}
