"""Write the typed client's records and methods (src/tanshi/client/api.py) from the API's own description.

python -m tools.client [--check]
"""

from __future__ import annotations

import keyword
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tanshi.application.market import open_market
from tanshi.server.app import routes
from tanshi.server.openapi import openapi
from tanshi.server.run import platform_of

FILE = Path(__file__).parent.parent / "src" / "tanshi" / "client" / "api.py"

_HEAD = '''"""Records and methods of the API, made from its description by `python -m tools.client`; do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tanshi.client.base import Base, Download, Listing
'''

_SCALARS = {"string": "str", "integer": "int", "boolean": "bool", "number": "float"}
_JSON = "application/json"


def document() -> dict[str, Any]:
    """Return the API's description, as any server gives it."""
    market = open_market(":memory:")
    try:
        return openapi(routes(platform_of(market)))
    finally:
        market.close()


class Generator:
    """Source text for one description."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._paths: Mapping[str, Mapping[str, Any]] = document["paths"]
        self._schemas: Mapping[str, Any] = document["components"]["schemas"]
        self._used: set[str] = set()

    def text(self) -> str:
        """Return the module, not yet formatted."""
        methods = [self._method(*found) for found in self._operations()]
        records = [self._record(name) for name in self._needed()]
        client = '\n\nclass Client(Base):\n    """The API of one server; see `Base` for what every call does."""\n\n'
        return _HEAD + "".join(records) + client + "\n".join(methods)

    def _operations(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for path, found in self._paths.items():
            for method, operation in found.items():
                assert operation["operationId"], f"{method} {path} has no operation name"
                yield path, method.upper(), operation

    # records

    def _needed(self) -> list[str]:
        """Return the records that methods name, and those inside them."""
        todo, found = sorted(self._used), set()
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                before = set(self._used)
                self._record(name)
                todo += self._used - before
        return sorted(found)

    def _record(self, name: str) -> str:
        schema = self._schemas[name]
        required = schema.get("required", [])
        about = schema.get("description", "").strip().rstrip(".") or name
        lines = [f'\n\n@dataclass(frozen=True, slots=True, kw_only=True)\nclass {name}:\n    """{about}."""\n']
        for member, inner in schema.get("properties", {}).items():
            hint, safe = self._hint(inner), _safe(member)
            needed = member in required
            hint = hint if needed or "None" in hint or hint == "Any" else f"{hint} | None"
            default = "" if needed else " = None"
            if safe != member:
                rest = "" if needed else "default=None, "
                default = f' = field({rest}metadata={{"name": "{member}"}})'
            lines.append(f"    {safe}: {hint}{default}")
        return "\n".join(lines) + "\n"

    def _hint(self, schema: Mapping[str, Any]) -> str:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            self._used.add(name)
            return str(name)
        if "anyOf" in schema or "oneOf" in schema:
            parts = [self._hint(part) for part in schema.get("anyOf") or schema["oneOf"]]
            return " | ".join(dict.fromkeys(parts))
        kinds = schema.get("type")
        if isinstance(kinds, list):
            parts = [self._hint({**schema, "type": kind}) for kind in kinds]
            return " | ".join(dict.fromkeys(parts))
        if kinds == "null":
            return "None"
        if kinds == "array":
            return f"list[{self._hint(schema.get('items', {}))}]"
        if kinds == "object":
            inner = schema.get("additionalProperties")
            return f"dict[str, {self._hint(inner) if isinstance(inner, Mapping) else 'Any'}]"
        if kinds is None and all(isinstance(value, str) for value in schema.get("enum", [0])):
            return "str"
        return _SCALARS.get(str(kinds), "Any")

    # methods

    def _method(self, path: str, method: str, operation: Mapping[str, Any]) -> str:
        if path.startswith("/api/v1/commands/"):
            return self._command(path.rpartition("/")[2], operation)
        if any(p["name"] == "after" for p in _own(operation)) and "text/csv" in _answers(operation):
            return self._list(path, operation)
        return self._other(path, method, operation)

    def _command(self, kind: str, operation: Mapping[str, Any]) -> str:
        body = self._schemas[_content(operation["requestBody"])["schema"]["$ref"].rpartition("/")[2]]
        item = self._hint(body["properties"]["items"]["items"])
        answer = self._hint(_content(operation["responses"]["200"])["schema"])
        result = f"found: {answer} = self._command({answer}, {kind!r}, items, id, dry_run)\n        return found"
        return _define(
            operation, f'*items: {item} | Mapping[str, Any], id: str = "", dry_run: bool = False', answer, result
        )

    def _list(self, path: str, operation: Mapping[str, Any]) -> str:
        page = self._schemas[_content(operation["responses"]["200"])["schema"]["$ref"].rpartition("/")[2]]
        row = self._hint(page["properties"]["items"]["items"])
        names = [p["name"] for p in _own(operation) if p["name"] not in ("after", "format")]
        hints = {p["name"]: self._hint(p["schema"]) for p in _own(operation)}
        given = ", ".join(f"{_safe(n)}: {hints[n]} | None = None" for n in names)
        query = ", ".join(f'"{n}": {_safe(n)}' for n in names)
        return _define(
            operation, f"*, {given}", f"Listing[{row}]", f"return self._listing({row}, {path!r}, {{{query}}})"
        )

    def _other(self, path: str, method: str, operation: Mapping[str, Any]) -> str:
        in_path = [p for p in operation["parameters"] if p.get("in") == "path"]
        in_query = [p for p in _own(operation) if p["in"] == "query"]
        given = [f"{_safe(p['name'])}: {self._hint(p['schema'])}" for p in in_path]
        body, sent = self._body(operation)
        given += [body] if body else []
        if in_query:
            given.append("*")
            given += [f"{_safe(p['name'])}: {self._hint(p['schema'])} | None = None" for p in in_query]
        query = "{" + ", ".join(f'"{p["name"]}": {_safe(p["name"])}' for p in in_query) + "}"
        for p in in_path:
            path = path.replace("{" + p["name"] + "}", "{" + _safe(p["name"]) + "}")
        address = f'f"{path}"' if in_path else repr(path)
        content = _answers(operation)
        if _JSON not in content:
            return _define(
                operation, ", ".join(given), "Download", f"return self._download({method!r}, {address}, {query})"
            )
        hint = self._hint(content[_JSON]["schema"])
        if method == "GET":
            call = f"self._get({hint}, {address}, {query})"
        else:
            again = ", again=True" if operation["operationId"] == "batch" else ""
            call = f"self._send({hint}, {method!r}, {address}, {query}, {sent}{again})"
        return _define(operation, ", ".join(given), hint, f"found: {hint} = {call}\n        return found")

    def _body(self, operation: Mapping[str, Any]) -> tuple[str, str]:
        """Return the parameter for what is sent, and what is sent of it."""
        content = operation.get("requestBody", {}).get("content", {})
        if not content:
            return "", "None"
        if operation["operationId"] == "batch":
            return "commands: Sequence[Mapping[str, Any]]", "self._with_ids(commands)"
        if "application/octet-stream" in content:
            plain = " | Mapping[str, Any]" if _JSON in content else ""
            return f"body: bytes{plain}", "body"
        schema = content[_JSON]["schema"]
        hint = self._hint(schema) if "$ref" in schema else ""
        return f"body: {hint + ' | ' if hint else ''}Mapping[str, Any]", "self._encoded(body)"


def _answers(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the contents of the answer by media type."""
    found: Mapping[str, Any] = operation["responses"]["200"]["content"]
    return found


def _own(operation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the parameters in the query that a method has; the language is the client's."""
    return [p for p in operation["parameters"] if p.get("in") == "query" and p["name"] != "lang"]


def _content(part: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = part["content"][_JSON]
    return found


def _define(operation: Mapping[str, Any], given: str, answer: str, body: str) -> str:
    about = "\n        ".join(textwrap.wrap(operation["summary"].strip().rstrip("."), 105))
    inside = f"self, {given}" if given else "self"
    name = _safe(operation["operationId"])
    return f'    def {name}({inside}) -> {answer}:\n        """{about}."""\n        {body}\n'


def _safe(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) or name in ("self", "items") else name


def generate() -> str:
    """Return the module as it is committed: formatted by ruff, which pyproject.toml rules."""
    text = Generator(document()).text()
    return formatted(text)


def formatted(text: str) -> str:
    """Return source text as ruff formats it, without imports that are not used."""
    for arguments in (["check", "--quiet", "--fix", "--select", "F401,I", "-"], ["format", "-"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--stdin-filename", str(FILE)]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, cwd=FILE.parents[3])
        assert done.stdout, done.stderr
        text = done.stdout
    return text


def main(arguments: list[str]) -> int:
    """Write the module, or with --check tell whether it is up to date."""
    text = generate()
    if "--check" not in arguments:
        FILE.write_text(text, "utf-8")
        return 0
    if FILE.exists() and FILE.read_text("utf-8") == text:
        return 0
    sys.stderr.write(f"{FILE} is not up to date: run `python -m tools.client`\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
