"""The OpenAPI 3.1 document of the API, made from its routes.

Objects that stand in several places are named once under `components`; the generated client has a class for each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tanshi import __version__
from tanshi.server.routing import OPEN, Param, Route
from tanshi.server.schema import FINDING, PROBLEM, example

_KINDS = {"string": {"type": "string"}, "integer": {"type": "integer"}, "boolean": {"type": "boolean"}}

_JSON = "application/json"

#: What each status says; the problem document's `outcome` says it exactly.
_STATUS = {
    400: "It cannot be read as what is asked for here.",
    401: "Sign in, or the key is not valid.",
    403: "It is not permitted to the caller.",
    404: "There is nothing of that name.",
    406: "The format needs an extra that this server does not have.",
    409: "It conflicts with the state of the books.",
    413: "It is larger than the bound.",
    422: "Nothing of what was handed in can be used; `findings` say where and why.",
    429: "Too many calls; `Retry-After` says when the next is welcome.",
    503: "The books cannot be worked with now; `Retry-After` says when to ask again. Sending it again is safe.",
}

_AGAIN = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}}

_POSITION = {
    "Tanshi-Position": {
        "description": "Position of the journal that the answer shows.",
        "schema": {"type": "integer", "minimum": 0},
    }
}

_COMMON: Sequence[tuple[str, str, Mapping[str, Any]]] = (
    (
        "Tanshi-Min-Position",
        "Wait until this process sees the position: what was written before can be read after.",
        {"type": "integer", "minimum": 0, "maximum": 2**53},
    ),
)

_KEY = (
    "Idempotency-Key",
    "The command's id, if the body has none: the same id and body again give the first outcome.",
    {"type": "string", "pattern": "^[0-9A-Za-z][0-9A-Za-z._:/-]{0,95}$"},
)


def openapi(routes: Sequence[Route]) -> dict[str, Any]:
    """Return the document; pages are not in it."""
    shared = _Shared()
    shared.name("Problem", PROBLEM)
    shared.name("Finding", FINDING)
    of_api = [route for route in routes if route.is_api]
    for _, users in _by_answer(of_api):
        shared.of(users[0].answer or {}, _common_name(users))
    paths: dict[str, Any] = {}
    for route in of_api:
        path = re.sub(r":path\}", "}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, shared)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "tanshi",
            "version": __version__,
            "description": "China's national carbon market: commands, lists, figures and proofs.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "tags": [{"name": tag} for tag in sorted({route.tag for route in of_api})],
        "components": {
            "schemas": dict(sorted(shared.schemas.items())),
            "responses": {str(status): _refusal(status) for status in _STATUS},
            "parameters": {name: _header(name, about, schema) for name, about, schema in (*_COMMON, _KEY)},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "An API key, tsk_…"}},
        },
    }


class _Shared:
    """Objects with members, each named once and referred to where it stands."""

    def __init__(self) -> None:
        self.schemas: dict[str, Any] = {}
        self._names: dict[str, str] = {}

    def name(self, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Give an object its name and return the reference."""
        known = self._names.get(_text(schema))
        if known is None:
            known = self._free(name)
            self._names[_text(schema)] = known
            self.schemas[known] = {}
            self.schemas[known] = self._inside(schema, known)
        return {"$ref": f"#/components/schemas/{known}"}

    def of(self, schema: Mapping[str, Any], name: str) -> dict[str, Any]:
        """Return a schema with its objects named; those without a title after the place they stand in."""
        if schema.get("type") == "object" and "properties" in schema and "$schema" not in schema:
            return self.name(schema.get("title", name), schema)
        return self._inside(schema, name)

    def _inside(self, schema: Mapping[str, Any], name: str) -> dict[str, Any]:
        found = dict(schema)
        if "properties" in found:
            found["properties"] = {k: self.of(v, name + _camel(k)) for k, v in found["properties"].items()}
        if isinstance(found.get("items"), Mapping):
            found["items"] = self.of(found["items"], _one(name))
        for several in ("anyOf", "oneOf"):
            if several in found:
                found[several] = [self.of(part, name) for part in found[several]]
        return found

    def _free(self, name: str) -> str:
        number, found = 1, name
        while found in self.schemas:
            number, found = number + 1, f"{name}{number + 1}"
        return found


def _text(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, sort_keys=True, default=str)


def _camel(text: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^0-9A-Za-z]+", text))


def _one(name: str) -> str:
    return name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s")


def _by_answer(routes: Iterable[Route]) -> Iterable[tuple[str, list[Route]]]:
    """Return routes with an answer, those with the same one together."""
    found: dict[str, list[Route]] = {}
    for route in routes:
        if route.answer:
            found.setdefault(_text(route.answer), []).append(route)
    return found.items()


def _common_name(users: Sequence[Route]) -> str:
    """Return what the operations' names have in common: hand_in_a and hand_in_b make HandIn."""
    words = [route.operation.split("_") for route in users]
    common = []
    for column in zip(*words, strict=False):
        if len(set(column)) > 1:
            break
        common.append(column[0])
    return _camel("_".join(common or words[0]))


def _operation(route: Route, shared: _Shared) -> dict[str, Any]:
    name = _camel(route.operation)
    found: dict[str, Any] = {
        "operationId": route.operation,
        "summary": route.summary,
        "tags": [route.tag],
        "parameters": [*(_parameter(p) for p in route.params), *_common_parameters(route)],
        "responses": {"200": _done(route, shared, name), **_refusals(route)},
        # a key says who asks; what everybody may see needs none
        "security": [{"key": []}, {}] if route.right == OPEN or route.right.startswith("see.") else [{"key": []}],
    }
    if route.body is not None:
        body = {"schema": shared.of(route.body, f"{name}Body")}
        if "example" not in route.body and route.tag != "forms":
            body["example"] = example(route.body)
        found["requestBody"] = {"required": True, "content": {_JSON: body}}
    if route.takes == "upload":
        whole = found.setdefault("requestBody", {"required": True, "content": {}})
        whole["content"]["application/octet-stream"] = {"schema": {}}
    return found


def _common_parameters(route: Route) -> list[dict[str, str]]:
    names = [name for name, _, _ in _COMMON]
    if "/commands/" in route.path:
        names.append(_KEY[0])
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _done(route: Route, shared: _Shared, name: str) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if not route.media or route.answer:
        content[_JSON] = {"schema": shared.of(route.answer or {"type": "object"}, name)}
    content |= {media: {"schema": {}} for media in route.media}
    return {"description": "Done.", "headers": _POSITION, "content": content}


def _refusals(route: Route) -> dict[str, Any]:
    """Return the refusals a route can give, by status."""
    statuses = {400, 401, 403, 429, 503}
    if any(p.where == "path" for p in route.params) or route.tag not in ("lists", "server"):
        statuses.add(404)
    if route.writes:
        statuses |= {409, 413, 422}
    if route.tag == "institutions":  # books that are shared tell nobody anything
        statuses.add(409)
    if "text/csv" in route.media:
        statuses.add(406)
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(statuses)}


def _refusal(status: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": _STATUS[status],
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in (429, 503):
        found["headers"] = _AGAIN
    return found


def _header(name: str, about: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": about, "schema": dict(schema)}


def _parameter(param: Param) -> dict[str, Any]:
    schema: dict[str, Any] = dict(_KINDS[param.kind])
    if param.choices:
        schema["enum"] = list(param.choices)
    if param.least is not None:
        schema["minimum"] = param.least
    if param.most is not None:
        schema["maximum"] = param.most
    found: dict[str, Any] = {
        "name": param.name,
        "in": param.where,
        "required": param.where == "path",
        "description": param.description,
        "schema": schema,
    }
    if param.example:
        found["example"] = int(param.example) if param.kind == "integer" else param.example
    return found
