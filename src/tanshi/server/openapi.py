"""The OpenAPI 3.1 document of the API, made from its routes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tanshi import __version__
from tanshi.server.routing import OPEN, Param, Route
from tanshi.server.schema import PROBLEM

_KINDS = {"string": {"type": "string"}, "integer": {"type": "integer"}, "boolean": {"type": "boolean"}}


def openapi(routes: Sequence[Route]) -> dict[str, Any]:
    """Return the document; pages are not in it."""
    paths: dict[str, Any] = {}
    for route in routes:
        if route.is_api:
            path = re.sub(r":path\}", "}", route.path)
            paths.setdefault(path, {})[route.method.lower()] = _operation(route)
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
        "components": {
            "schemas": {"Problem": PROBLEM},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "An API key, tsk_…"}},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    answer = {"schema": route.answer or {"type": "object"}}
    problem = {
        "description": "It was refused; `outcome` is the stable name.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    found: dict[str, Any] = {
        "operationId": route.operation,
        "summary": route.summary,
        "tags": [route.tag],
        "parameters": [_parameter(p) for p in route.params],
        "responses": {
            "200": {"description": "Done.", "content": {"application/json": answer}},
            "default": problem,
        },
    }
    if route.right != OPEN:
        found["security"] = [{"key": []}]
    if route.body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": route.body}}}
    return found


def _parameter(param: Param) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": param.name,
        "in": param.where,
        "required": param.where == "path",
        "description": param.description,
        "schema": _KINDS[param.kind],
    }
    if param.example:
        found["example"] = param.example
    return found
