"""Who the institutions are, whose command a command is, and whose table a table."""

from __future__ import annotations

from collections.abc import Iterable

from tanshi.journal.table import Row

AUTHORITY, REGISTRY, EXCHANGE, VOLUNTARY = "authority", "registry", "exchange", "voluntary"

#: The bodies, by law different ones (生态环境主管部门, 注册登记机构, 交易机构, 自愿减排注册登记机构).
INSTITUTIONS = (AUTHORITY, REGISTRY, EXCHANGE, VOLUNTARY)

#: The role of those who act, and deliver messages, for each.
ROLE = {AUTHORITY: "nation", REGISTRY: "registry", EXCHANGE: "exchange", VOLUNTARY: "voluntary"}

#: Whose a system is, by the first word of its commands and tables.
_SYSTEMS = {
    "participants": AUTHORITY,
    "rulemaking": AUTHORITY,
    "mrv": AUTHORITY,
    "allocation": AUTHORITY,
    "compliance": AUTHORITY,
    "supervision": AUTHORITY,
    "registry": REGISTRY,
    "exchange": EXCHANGE,
    "voluntary": VOLUNTARY,
}

#: What each institution does for itself.
_EVERYBODYS = ("run", "documents", "institutions")


def owner(name: str) -> str:
    """Return the institution a command kind or a table belongs to; "": each has its own, or none takes it apart."""
    for system, institution in _SYSTEMS.items():
        if name.startswith((f"{system}.", f"{system}_")):
            return institution
    return ""


def takes(institution: str, kind: str) -> bool:
    """Tell whether an institution that is apart takes a command kind.

    Opening balances are of several institutions at once, so they are taken over before these go apart.
    """
    return owner(kind) == institution or kind.partition(".")[0] in _EVERYBODYS


def own_tables(institution: str, tables: Iterable[type[Row]]) -> list[type[Row]]:
    """Return the tables that are an institution's own among these."""
    return [kind for kind in tables if owner(kind.__table__.name) == institution]
