"""One fact with all it takes to show, with no database and no network, that it is in the journal of a known root.

The document is JSON: the fact's type, position, day, canonical body (text) and nonce, and the audit path to the root
over the first `size` facts (RFC 9162). The root is compared with one that was published elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tanshi.journal.canonical import parse
from tanshi.journal.checkpoint import root_at
from tanshi.journal.engine import Snapshot
from tanshi.journal.merkle import leaf_data, leaf_hash, verify_inclusion
from tanshi.journal.tiles import Tiles

#: What the document is called in itself; a later form has another number.
FORMAT = "tanshi.fact_proof/1"

_FACT = "SELECT type, day, nonce, body FROM journal_fact WHERE position = ?"


@dataclass(frozen=True, slots=True)
class Proved:
    """What a proof shows: the fact, and the root and size of the journal it is in."""

    type: str
    day: str
    data: Mapping[str, Any]
    root: str
    size: int


def proof_of(view: Snapshot, position: int) -> dict[str, Any]:
    """Return the proof of the fact at a position in the journal as it is now."""
    ((type_name, day, nonce, body),) = view.fetch(_FACT, [position])
    size = view.head().size
    root = root_at(view, size)
    assert root is not None
    path = Tiles().inclusion_path(view, position, size)
    return {
        "format": FORMAT, "type": type_name, "position": position, "day": day, "body": bytes(body).decode(),
        "nonce": bytes(nonce).hex(), "size": size, "root": root.hex(), "path": [node.hex() for node in path],
    }  # fmt: skip


def check(document: Any) -> Proved | None:
    """Return what a proof shows, or None if it shows nothing: malformed, or altered in whatever."""
    try:
        if document["format"] != FORMAT:
            return None
        body, position, size = document["body"].encode(), document["position"], document["size"]
        data = leaf_data(document["type"], position, document["day"], bytes.fromhex(document["nonce"]), body)
        path = [bytes.fromhex(node) for node in document["path"]]
        if not verify_inclusion(bytes.fromhex(document["root"]), leaf_hash(data), position, size, path):
            return None
        return Proved(document["type"], document["day"], parse(body)["data"], document["root"], size)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
