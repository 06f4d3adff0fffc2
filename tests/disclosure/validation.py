"""A plain reader of tabular data packages: types, required cells, closed lists, unique keys. Tests read our
files by it.
"""

import csv
import json
import re
from datetime import date
from decimal import Decimal
from hashlib import sha256

_READ = {
    "string": str,
    "integer": lambda text: int(re.fullmatch(r"-?[0-9]+", text)[0]),
    "number": lambda text: Decimal(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text)[0]),
    "date": date.fromisoformat,
    "year": lambda text: int(re.fullmatch(r"[0-9]{4}", text)[0]),
    "yearmonth": lambda text: date.fromisoformat(f"{re.fullmatch(r'[0-9]{4}-[0-9]{2}', text)[0]}-01"),
}


def validated(package):
    """Return the rows of each file of a package by its name; AssertionError names what is not as described."""
    found = {}
    for resource in json.loads(package.read_text("utf-8"))["resources"]:
        path = package.parent / resource["path"]
        data = path.read_bytes()
        assert (len(data), f"sha256:{sha256(data).hexdigest()}") == (resource["bytes"], resource["hash"]), path
        found[path.name] = _rows(path, resource["schema"])
    return found


def _rows(path, schema):
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *lines = csv.reader(file)
    assert head == [field["name"] for field in schema["fields"]], path
    rows = []
    for number, line in enumerate(lines, 2):
        assert len(line) == len(head), f"{path}:{number}"
        cells = zip(schema["fields"], line, strict=True)
        rows.append({field["name"]: _cell(field, text, f"{path}:{number}") for field, text in cells})
    if key := schema.get("primaryKey"):
        keys = [tuple(row[name] for name in key) for row in rows]
        assert len(set(keys)) == len(keys), f"{path}: {key} is not unique"
    return rows


def _cell(field, text, where):
    constraints = field.get("constraints", {})
    if text == "":
        assert not constraints.get("required"), f"{where}: {field['name']} is empty"
        return None
    try:
        value = _READ[field["type"]](text)
    except (TypeError, ValueError) as error:
        raise AssertionError(f"{where}: {field['name']} is no {field['type']}: {text!r}") from error
    assert value in constraints.get("enum", [value]), f"{where}: {field['name']} is {text!r}"
    return value
