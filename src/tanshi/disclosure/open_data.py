"""Open data (开放数据): what each published table's columns are, and the data package that tells it beside the files.

`open_data.yaml` names tables, keys and columns; the catalogue says in Chinese and English what they mean. The
package is a Frictionless tabular data package: `datapackage.json` with a table schema for every CSV file.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

from tanshi.core.catalogue import LANGUAGES, text
from tanshi.core.texts import load_yaml

PACKAGE = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its type in the words of Frictionless Table Schema, its unit, whether a cell may be empty."""

    name: str
    type: str
    unit: str
    empty: bool
    among: tuple[str, ...]

    def descriptor(self) -> dict[str, Any]:
        """Return the field as a table schema has it."""
        constraints: dict[str, Any] = {} if self.empty else {"required": True}
        if self.among:
            constraints["enum"] = list(self.among)
        return {
            "name": self.name,
            "type": self.type,
            **({"unit": self.unit} if self.unit else {}),
            **_words("description", f"field.{self.name}"),
            **({"constraints": constraints} if constraints else {}),
        }


@dataclass(frozen=True, slots=True)
class Table:
    """A published table."""

    name: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    def schema(self) -> dict[str, Any]:
        """Return the table schema."""
        key = {"primaryKey": list(self.key)} if self.key else {}
        return {"fields": [field.descriptor() for field in self.fields], **key, "missingValues": [""]}

    def csv(self, rows: Sequence[Mapping[str, Any]]) -> bytes:
        """Return rows as a file: UTF-8 with a mark for spreadsheets, head row always, cells of None empty."""
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, self.columns)
        writer.writeheader()
        for row in rows:
            assert len(row) == len(self.columns), f"{self.name} is not as its schema says"
            writer.writerow(row)
        return out.getvalue().encode("utf-8-sig")


@cache
def tables() -> dict[str, Table]:
    """Return the published tables by name."""
    found = load_yaml(resources.files("tanshi.disclosure").joinpath("open_data.yaml").read_text("utf-8"))
    fields = {
        name: Field(name, f["type"], f.get("unit", ""), f.get("empty") == "true", tuple(f.get("among", ())))
        for name, f in found["fields"].items()
    }
    return {
        name: Table(name, tuple(t["key"]), tuple(fields[column] for column in t["columns"]))
        for name, t in found["tables"].items()
    }


def file_name(table: str, period: str) -> str:
    """Return the name of a table's file."""
    return f"{table}_{period}.csv"


def resource(table: Table, period: str, origin: str, position: int, data: bytes) -> dict[str, Any]:
    """Return a file as a resource of the package; `origin` says what is modelled, `position` which facts it shows."""
    return {
        "profile": "tabular-data-resource",
        "name": f"{table.name}-{period}".replace("_", "-"),
        "path": file_name(table.name, period),
        **_words("description", f"open_table.{table.name}"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{sha256(data).hexdigest()}",
        "period": period,
        "position": position,
        "sources": [{"title": origin}],
        "schema": table.schema(),
    }


def package(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the data package of resources."""
    return {
        "profile": "tabular-data-package",
        "name": "tanshi-open-data",
        **_words("title", "open_data.title"),
        **_words("description", "open_data.what"),
        "resources": list(found),
    }


def package_file(found: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the data package of resources as the file `PACKAGE`."""
    return (json.dumps(package(found), ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _words(name: str, code: str) -> dict[str, str]:
    """Return an entry of the catalogue as a property: English under its name, Chinese with `_zh`."""
    return {name if language == "en" else f"{name}_{language}": text(code, language) for language in sorted(LANGUAGES)}
