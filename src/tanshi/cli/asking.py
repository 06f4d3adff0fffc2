"""A command sent from the command line: to a server with an API key, or to a database on this machine.

A key proposes what needs two persons; on the database both are named. `dry_run` judges and changes nothing, anywhere.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.core.finding import problem
from tanshi.core.sheets import bytes_of
from tanshi.journal.command import Command
from tanshi.participants.tables import ActorRow

#: The environment variable that holds an API key: on the command line every process could read it.
KEY = "TANSHI_KEY"


@dataclass(frozen=True, slots=True)
class Asking:
    """Where a command goes and who asks: a server, or a database with its actors (`second` confirms)."""

    server: str
    db: str
    actor: str
    second: str
    id: str
    dry_run: bool
    as_json: bool


def ask(where: Asking, kind: str, item: Mapping[str, Any]) -> int:
    """Send a command and print what became of it; return 1 if it was refused."""
    answered = _to_server(where, kind, item) if where.server else _to_db(where, kind, item)
    if where.as_json:
        show.json_document(answered)
    else:
        show.out.print(_words(answered), markup=False, soft_wrap=True)
    return 0 if answered["done"] or answered["proposal"] else 1


def _words(answered: Mapping[str, Any]) -> str:
    if answered["proposal"]:
        return show.word("registry_cli.proposed", proposal=answered["proposal"])
    if answered["done"] and answered["dry_run"]:
        return show.word("registry_cli.would_be_done")
    return str(answered["message"])


def _answered(where: Asking, kind: str, **known: Any) -> dict[str, Any]:
    blank = {"id": "", "outcome": "", "message": "", "done": False, "exists": False, "position": None, "proposal": ""}
    return {"kind": kind, "dry_run": where.dry_run, **blank, **known}


def _to_db(where: Asking, kind: str, item: Mapping[str, Any]) -> dict[str, Any]:
    if not where.actor:
        raise problem("registry_cli.who", where=where.db)
    market = open_market(where.db)
    try:
        with market.view() as view:
            bodies = view.fetch(f"SELECT organisation FROM {ActorRow.__table__.name} WHERE id = ?", [where.actor])
        body = str(bodies[0][0]) if bodies else where.actor
        id = where.id or f"cli/{uuid4()}"
        sent = Command(id, body, where.actor, kind, [item], where.second)
        (answer,) = market.execute([sent], dry_run=where.dry_run)
    finally:
        market.close()
    return _answered(
        where, kind, id=answer.id, outcome=str(answer.outcome), message=answer.message(show.language()),
        done=answer.done, exists=answer.exists, position=answer.position,
    )  # fmt: skip


def _to_server(where: Asking, kind: str, item: Mapping[str, Any]) -> dict[str, Any]:
    from tanshi.client import ApiProblem, Client, Refused
    from tanshi.client.api import Proposal

    key = os.environ.get(KEY, "")
    if not key:
        raise problem("forms.no_key", variable=KEY)
    with Client(where.server, key) as client:
        method = getattr(client, kind.replace(".", "_"), None) if "." in kind else None
        if method is None:
            raise problem("command.unknown", where=where.server, kind=kind)
        try:
            found = method(item, id=where.id, dry_run=where.dry_run)
        except Refused as refused:
            return _answered(where, kind, outcome=refused.outcome, message=refused.message)
        except ApiProblem as trouble:
            raise problem("institutions.gone", where=where.server, reason=str(trouble)) from trouble
    if isinstance(found, Proposal):
        return _answered(where, kind, id=found.command or "", proposal=found.proposal)
    return _answered(
        where, kind, id=found.id, outcome=found.outcome, message=found.message or "", done=found.done,
        exists=found.exists, position=found.position,
    )  # fmt: skip


def item_of(file: Path) -> dict[str, Any]:
    """Return the values of a command from a JSON file."""
    try:
        found = json.loads(bytes_of(file))
    except ValueError as error:
        raise problem("values.not_json", where=file.name, reason=str(error)) from None
    if not isinstance(found, dict):
        raise problem("values.not_an_object", where=file.name)
    return found
