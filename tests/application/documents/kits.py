"""A market that holds the tables, facts and commands of the two kits, whether the assembly lists them yet or not."""

from __future__ import annotations

import pytest

from tanshi.application import access, assembly, market
from tanshi.application.documents import commands as documents_commands
from tanshi.application.documents import events as documents_events
from tanshi.application.documents import tables as documents_tables
from tanshi.journal.fact import FactTypes

#: Who may issue and withdraw papers; templates narrow it by role.
PAPERS = {
    "nation": "nation", "province": "area", "registry": "nation", "exchange": "nation", "verifier": "nation",
    "entity": "own",
}  # fmt: skip


def with_kits(patch: pytest.MonkeyPatch) -> None:
    """Add what is not in the assembly yet."""
    _with_tables(patch)
    types, handlers = market.fact_types(), market.handlers

    if "documents.issued/1" not in types.names():
        both = FactTypes([*types.current(), *documents_events.FACTS])
        patch.setattr(market, "fact_types", lambda: both)
        patch.setattr(market, "handlers", lambda law: [*handlers(law), *documents_commands.HANDLERS])
        rights = {
            role: {
                **kinds,
                **({f"documents.{act}": PAPERS[role] for act in ("issue", "withdraw")} if role in PAPERS else {}),
            }
            for role, kinds in access.ACCESS.items()
        }
        patch.setattr(access, "ACCESS", rights)


def _with_tables(patch: pytest.MonkeyPatch) -> None:
    kept = [*documents_tables.TABLES]
    operational = []
    try:
        from tanshi.application.forms import tables as forms_tables

        operational = [*forms_tables.TABLES]
    except ImportError:
        pass
    projected = tuple(dict.fromkeys((*assembly.PROJECTED, *kept)))
    patch.setattr(market, "PROJECTED", projected)
    patch.setattr(market, "TABLES", tuple(dict.fromkeys((*assembly.TABLES, *projected, *operational))))
