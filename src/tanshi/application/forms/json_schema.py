"""The form as JSON Schema (draft 2020-12, as OpenAPI 3.1 uses it). The checks themselves are `intake.take`.

Numbers travel as decimal text or as JSON numbers; text keeps every digit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.application.forms.definition import Field, Form
from tanshi.application.forms.workbook import explained
from tanshi.core.exact import show

_ID = r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,95}$"


def schema(form: Form) -> dict[str, Any]:
    """Return the schema of `{"form", "version", "header", "rows"}` for a form."""
    properties: dict[str, Any] = {
        "form": {"const": form.id},
        "version": {"const": form.version},
        "header": _object(list(form.header), form),
    }
    required = ["header"] if form.header else []
    if form.table is not None:
        properties["rows"] = {
            "type": "array",
            "items": _object(list(form.table.columns), form),
            "minItems": form.table.least,
            "maxItems": form.table.most,
        }
        required.append("rows")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": form.id,
        "description": f"{form.title.zh} · {form.title.en}. {form.about.en}",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _object(fields: list[Field], form: Form) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {f.name: _property(f, form) for f in fields},
        "required": [f.name for f in fields if f.required and not f.when],
        "additionalProperties": False,
    }


def _property(field: Field, form: Form) -> dict[str, Any]:
    notes = " ".join(w.en for w in explained(form, field))
    described = f"{field.heading.zh} · {field.heading.en}. {notes}".strip()
    found: dict[str, Any] = {"description": described, **_shape(field)}
    if field.citation:
        found["x-citation"] = str(field.citation)
    if not field.required or field.when:
        types = found.get("type", [])
        found["type"] = [*([types] if isinstance(types, str) else types), "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None, ""]
        if "pattern" in found:
            found["pattern"] = f"^$|{found['pattern']}"
    return found


def _shape(field: Field) -> dict[str, Any]:
    if field.is_number:
        decimals = rf"(\.\d{{1,{field.places}}})?" if field.places else ""
        bounds = {}
        if field.least is not None:
            bounds["x-minimum"] = show(field.least)
        if field.most is not None:
            bounds["x-maximum"] = show(field.most)
        unit = {"x-unit": field.unit} if field.unit else {}
        return {"type": ["string", "number"], "pattern": rf"^-?\d+{decimals}$", **bounds, **unit}
    if field.kind == "choice":
        return {"type": "string", "enum": list(field.options)}
    if field.kind in _SHAPES:
        return dict(_SHAPES[field.kind])
    found: dict[str, Any] = {"type": "string"}
    if field.longest:
        found["maxLength"] = field.longest
    if field.pattern:
        found["pattern"] = f"^(?:{field.pattern})$"
    return found


_SHAPES: Mapping[str, Mapping[str, Any]] = {
    "yes_no": {"type": ["boolean", "string"], "enum": [True, False, "yes", "no"]},
    "month": {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"},
    "day": {"type": "string", "format": "date"},
    "period": {"type": "string", "pattern": r"^\d{4}(-\d{4})?$"},
    "id": {"type": "string", "pattern": _ID},
    "unit": {"type": "string", "pattern": _ID},
    "entity": {"type": "string", "pattern": _ID},
    "sha256": {"type": "string", "pattern": r"^[0-9a-f]{64}$"},
    "names": {"type": ["array", "string"], "items": {"type": "string"}},
    "figure": {"type": ["string", "number"]},
}
