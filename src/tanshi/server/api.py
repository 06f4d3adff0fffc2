"""The API: every command as a POST, every list as a GET, why and proofs; all of it from the tables that rule it.

A command's id makes it idempotent: in the body, in `Idempotency-Key`, or made from its content. `?dry_run=true` judges
and changes nothing. What needs four eyes is kept until a second person confirms it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

from tanshi import __version__
from tanshi.application import proposals
from tanshi.application.access import BEGINNING, FOUR_EYES, rights_of
from tanshi.application.assembly import handlers
from tanshi.application.why import MEASURES
from tanshi.application.work import jobs
from tanshi.application.work.daily import CHECK
from tanshi.core.clock import moment
from tanshi.core.identifier import is_id
from tanshi.journal.canonical import NotCanonical, canonical
from tanshi.journal.command import Answer, Command, Handler
from tanshi.registry.asof import holding_at
from tanshi.rules import Law
from tanshi.server.collections import COLLECTIONS, MOST, PAGE, RESERVED, Collection, listed
from tanshi.server.platform import Visit
from tanshi.server.routing import OPEN, SIGNED_IN, File, Later, Param, Route, Trouble, status_of
from tanshi.server.schema import ANSWER, ID, PROPOSAL, command_schema, row_schema
from tanshi.server.sureness import must_be_sure, must_be_sure_alone, waits, watched

_LANG = Param("lang", "Language of messages: zh or en.", example="en", choices=("zh", "en"))
_DRY = Param("dry_run", "Judge on the present state and change nothing.", kind="boolean")

#: What a list comes as, beside JSON.
_TABULAR = ("text/csv", "application/vnd.apache.parquet", "application/vnd.apache.arrow")

_TEXT = {"type": "string"}
_INDEX = {
    "type": "object",
    "required": ["version", "position", "openapi"],
    "properties": {"version": _TEXT, "position": {"type": "integer"}, "openapi": _TEXT},
}
_ME = {
    "title": "Me",
    "description": "Who is calling: login, actor and what the actor's role may.",
    "type": "object",
    "required": ["login", "actor", "organisation", "role", "area_gb2260", "entity", "how", "rights", "position"],
    "properties": {
        **dict.fromkeys(("login", "actor", "organisation", "role", "area_gb2260", "entity", "how"), _TEXT),
        "rights": {"type": "object", "additionalProperties": _TEXT},
        "position": {"type": "integer"},
    },
}
_FACT = {
    "title": "Fact",
    "description": "A fact of the journal with its nonce and the proof that it stands there (RFC 9162).",
    "type": "object",
    "required": ["position", "type", "day", "nonce", "body", "leaf", "size", "path"],
    "properties": {
        "position": {"type": "integer"},
        **dict.fromkeys(("type", "day", "nonce", "leaf"), _TEXT),
        "body": {"type": "object"},
        "size": {"type": "integer"},
        "path": {"type": "array", "items": _TEXT},
    },
}

#: Commands of one batch.
BATCH = 256


@lru_cache(maxsize=2)
def routes(law: Law) -> tuple[Route, ...]:
    """Return all routes of the API: the same for one law, of which few are served."""
    every = handlers(law)
    return (
        Route("GET", "/api/v1", OPEN, _index, "What is here.", answer=_INDEX, tag="server", operation="index"),
        Route("GET", "/readyz", OPEN, _ready, "Whether the server can work.", tag="server", operation="ready"),
        Route(
            "GET", "/metrics", "see.console", _metrics, "Counters for Prometheus.", tag="server", operation="metrics"
        ),
        Route(
            "GET",
            "/api/v1/me",
            SIGNED_IN,
            _me,
            "Who is calling, and what it may.",
            answer=_ME,
            tag="identity",
            operation="me",
        ),
        *[_command_route(handler) for handler in every if handler.kind not in BEGINNING],
        _batch_route({h.kind for h in every}),
        *_proposal_routes(),
        *[_list_route(collection) for collection in COLLECTIONS.values()],
        *_reading_routes(),
    )


# commands


def _command_route(handler: Handler[Any]) -> Route:
    summary = (handler.request.__doc__ or handler.kind).strip().splitlines()[0]

    def serve(visit: Visit) -> Any:
        if handler.kind in FOUR_EYES:
            return send(visit, handler.kind, visit.body)
        command = _command(visit, handler.kind, visit.body)
        return _later(visit, [command], lambda answers: _answered(visit, answers[0]))

    return Route(
        "POST",
        f"/api/v1/commands/{handler.kind}",
        SIGNED_IN,
        serve,
        summary,
        params=(_DRY, _LANG),
        body=command_schema(handler),
        answer={"anyOf": [ANSWER, PROPOSAL]} if handler.kind in FOUR_EYES else ANSWER,
        tag=handler.kind.partition(".")[0],
        operation=handler.kind.replace(".", "_"),
        takes="json",
        queues=handler.kind not in FOUR_EYES,
    )


def send(visit: Visit, kind: str, body: Any) -> Any:
    """Send one command and answer with what became of it; a refusal is a problem with the outcome's name."""
    items = body.get("items") if isinstance(body, dict) else None
    return watched(visit, kind, items, lambda: _send(visit, kind, body))


def _send(visit: Visit, kind: str, body: Any) -> Any:
    command = _command(visit, kind, body)
    if visit.params.get("dry_run") != "true" and waits(visit, command):
        return _propose(visit, command)
    (answer,) = _execute(visit, [command])
    return _answered(visit, answer)


def send_each(visit: Visit, kind: str, items: Sequence[Any]) -> list[Answer]:
    """Send a command for each item, so that one that is refused holds up no other; return their answers."""
    if not items:
        return []
    actor = visit.caller.actor or ""
    return _execute(
        visit, [_command(visit, kind, {"id": _id_of(actor, kind, [item]), "items": [item]}) for item in items]
    )


def _command(visit: Visit, kind: str, body: Any) -> Command:
    if not isinstance(body, dict) or not isinstance(body.get("items"), list):
        raise Trouble(400, "http.not_json", details={"reason": "an object with a list `items`"})
    if unknown := sorted(set(body) - {"id", "items"}):
        raise Trouble(400, "http.not_json", details={"reason": f"`{unknown[0]}` is not asked for here"})
    actor = visit.actor
    if actor is None or not visit.caller.may_send(kind):
        raise Trouble(403, "command.not_permitted", details={"actor": visit.caller.actor or "-", "kind": kind})
    id = body.get("id") or visit.idempotency_key or _id_of(actor.id, kind, body["items"])
    if not isinstance(id, str) or not is_id(id):
        raise Trouble(400, "command.malformed", details={"where": "id", "reason": "is no id"})
    return Command(id, actor.organisation, actor.id, kind, body["items"])


def _id_of(actor: str, kind: str, items: Sequence[Any]) -> str:
    """Return an id that follows from who asks what, so that sending it again finds the first outcome."""
    try:
        asked = canonical({"actor": actor, "kind": kind, "items": list(items)})
    except (NotCanonical, RecursionError):
        return "not-canonical"
    return f"api/{sha256(asked).hexdigest()[:32]}"


def _later(visit: Visit, commands: Sequence[Command], then: Callable[[list[Answer]], Any]) -> Later:
    """Queue commands and say what is made of their answers."""

    def answered(answers: list[Answer]) -> Any:
        _note_position(visit, answers)
        return then(answers)

    return Later(_submit(visit, commands), answered)


def _execute(visit: Visit, commands: Sequence[Command]) -> list[Answer]:
    answers = _submit(visit, commands).result()
    _note_position(visit, answers)
    return answers


def _submit(visit: Visit, commands: Sequence[Command]) -> Future[list[Answer]]:
    grouping = visit.platform.grouping
    if grouping is None:
        raise Trouble(503, "http.read_only")
    dry_run = visit.params.get("dry_run") == "true"
    if not dry_run:
        must_be_sure_alone(visit, commands)
    return grouping.submit(commands, dry_run=dry_run)


def _note_position(visit: Visit, answers: Sequence[Answer]) -> None:
    """Show the position after what was done; what was only tried has none that anybody could wait for."""
    if visit.params.get("dry_run") != "true":
        visit.position = max([visit.position, *(a.size for a in answers)])


def _answered(visit: Visit, answer: Answer) -> dict[str, Any]:
    plain = _plain(visit, answer)
    if not answer.done:
        code = str(answer.outcome)
        raise Trouble(status_of(code), code, details=answer.details, more={"answer": plain})
    return plain


def _plain(visit: Visit, answer: Answer) -> dict[str, Any]:
    return {
        "id": answer.id,
        "outcome": str(answer.outcome),
        "message": answer.message(visit.language),
        "done": answer.done,
        "exists": answer.exists,
        "position": answer.position,
        "item": answer.item,
        "size": answer.size,
        "details": {k: v if isinstance(v, int) else str(v) for k, v in answer.details.items()},
    }


def _batch_route(kinds: set[str]) -> Route:
    one = {
        "type": "object",
        "required": ["kind", "items"],
        "additionalProperties": False,
        "properties": {"id": ID, "kind": {"enum": sorted(kinds - FOUR_EYES)}, "items": {"type": "array"}},
    }

    def send(visit: Visit) -> Any:
        if not isinstance(visit.body, list) or not 1 <= len(visit.body) <= BATCH:
            raise Trouble(400, "http.not_json", details={"reason": f"a list of 1 to {BATCH} commands"})
        commands = []
        for entry in visit.body:
            kind = entry.get("kind", "") if isinstance(entry, dict) else ""
            if kind not in kinds:
                raise Trouble(400, "command.unknown", details={"kind": str(kind)[:100]})
            if kind in FOUR_EYES:
                raise Trouble(403, "command.second_missing", details={"kind": kind})
            commands.append(_command(visit, kind, {k: v for k, v in entry.items() if k != "kind"}))
        return _later(visit, commands, lambda answers: [_plain(visit, answer) for answer in answers])

    return Route(
        "POST",
        "/api/v1/batch",
        SIGNED_IN,
        send,
        f"Send up to {BATCH} commands in order; each has its own outcome.",
        params=(_DRY, _LANG),
        body={"type": "array", "minItems": 1, "maxItems": BATCH, "items": one},
        answer={"type": "array", "items": ANSWER},
        tag="commands",
        operation="batch",
        takes="json",
    )


# four eyes


def _propose(visit: Visit, command: Command) -> Any:
    """Keep a command that needs a second person, after judging that the first may ask it at all.

    Over which subjects is judged under the lock, when the second confirms.
    """
    refused = visit.refusal(command.kind, [])
    if refused is not None:
        raise Trouble(403, str(refused), details={"actor": command.actor, "kind": command.kind})
    try:
        row = proposals.propose(visit.platform.gate, visit.caller, command)
    except (NotCanonical, RecursionError) as error:
        raise Trouble(400, "command.malformed", details={"where": "items", "reason": str(error)[:200]}) from error
    return {**_shown(row), "outcome": str(proposals.ProposalOutcome.PROPOSED)}


def _shown(row: proposals.ProposalRow) -> dict[str, Any]:
    return {
        "proposal": row.id,
        "command": row.command,
        "kind": row.kind,
        "items": proposals.items_of(row),
        "actor": row.actor,
        "made_at": row.made_at,
        "ends_at": row.ends_at,
    }


def _proposal_routes() -> list[Route]:
    id = Param("proposal", "Number of the request.", where="path", example="4f2a9c")
    listing = {"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": PROPOSAL}}}
    return [
        Route(
            "GET", "/api/v1/proposals", SIGNED_IN, _proposals, "What waits for a second person of one's own body.",
            params=(_LANG,), answer=listing, tag="commands", operation="proposals",
        ),
        Route(
            "POST", "/api/v1/proposals/{proposal}/confirm", SIGNED_IN, confirm,
            "Confirm a request of a colleague; it is carried out.",
            params=(id, _LANG), answer=ANSWER, tag="commands", operation="confirm",
        ),
        Route(
            "POST", "/api/v1/proposals/{proposal}/withdraw", SIGNED_IN, withdraw, "Withdraw what one's own body asked.",
            params=(id, _LANG), answer=PROPOSAL, tag="commands", operation="withdraw",
        ),
    ]  # fmt: skip


def _organisation(visit: Visit) -> str:
    actor = visit.actor
    if actor is None:
        raise Trouble(403, "command.actor_not_found", details={"actor": visit.caller.actor or "-"})
    return actor.organisation


def _proposals(visit: Visit) -> Any:
    found = proposals.waiting(visit.view, _organisation(visit), visit.platform.gate.now())
    return {"items": [_shown(row) for row in found if visit.caller.may_send(row.kind)]}


def confirm(visit: Visit) -> Any:
    """Carry out what a colleague asked; an attempt that is refused is noted for whom it was about."""
    row = proposals.find(visit.view, visit.params["proposal"])
    kind, items = (row.kind, proposals.items_of(row)) if row else ("", [])
    return watched(visit, kind, items, lambda: _confirm(visit))


def _confirm(visit: Visit) -> Any:
    """Carry out a request by somebody else of the body who has shown a second factor of late."""
    gate = visit.platform.gate
    found = proposals.confirmable(visit.view, visit.params["proposal"], visit.caller, _organisation(visit), gate.now())
    if isinstance(found, proposals.ProposalOutcome):
        raise Trouble(status_of(found), str(found), details={"proposal": visit.params["proposal"]})
    row, command = found
    must_be_sure(visit)
    if not visit.caller.may_send(row.kind):
        raise Trouble(403, "command.not_permitted", details={"actor": visit.caller.actor, "kind": row.kind})
    (answer,) = _execute(visit, [command])
    if answer.done:
        proposals.settle(gate, row, "confirmed", visit.caller.actor)
    return _answered(visit, answer)


def withdraw(visit: Visit) -> Any:
    gate, organisation = visit.platform.gate, _organisation(visit)
    waiting = {row.id: row for row in proposals.waiting(visit.view, organisation, gate.now())}
    row = waiting.get(visit.params["proposal"])
    if row is None:
        code = proposals.ProposalOutcome.NOT_FOUND
        raise Trouble(409, str(code), details={"proposal": visit.params["proposal"]})
    proposals.settle(gate, row, "withdrawn", visit.caller.actor)
    return _shown(row)


# lists


def _list_route(collection: Collection) -> Route:
    spec = collection.spec
    filters = tuple(
        Param(c.name, f"Only rows with this {c.name}.", kind="integer" if c.type is int else "string")
        for c in spec.columns
        if c.type is not bytes and c.name not in RESERVED
    )
    paging = (
        Param("after", "Key after which the page begins: `after` of the page before; `next` is the whole address."),
        Param("limit", f"Rows, at most {MOST:,}; {PAGE} without it.", kind="integer", least=1, most=MOST),
        Param("format", "json, csv, parquet or arrow.", example="json", choices=("json", "csv", "parquet", "arrow")),
        _LANG,
    )

    def show(visit: Visit) -> Any:
        return _list(visit, collection)

    page = {
        "type": "object",
        "required": ["items", "after", "position"],
        "properties": {
            "items": {"type": "array", "items": row_schema(spec)},
            "after": {"type": "string"},
            "next": {"type": "string"},
            "position": {"type": "integer"},
        },
    }
    return Route(
        "GET", f"/api/v1/{collection.name}", OPEN, show, collection.description, params=filters + paging, answer=page,
        tag="lists", operation="list_" + collection.name.replace("-", "_"), media=_TABULAR,
    )  # fmt: skip


def _list(visit: Visit, collection: Collection) -> Any:
    limit = visit.params.get("limit", str(PAGE))
    if not limit.isdecimal() or not 1 <= int(limit) <= MOST:
        raise Trouble(400, "http.bad_parameter", details={"name": "limit", "value": limit, "reason": f"1 to {MOST}"})
    found = listed(visit, collection, int(limit))
    format, following = visit.params.get("format", "json"), _next(visit, collection, found.after)
    if format == "json":
        return {"items": found.records(), "after": found.after, "next": following, "position": visit.position}
    headers = {"Tanshi-After": quote(found.after, safe="|/-")}
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    if format == "csv":
        return File(_csv(found.columns, found.records()), "text/csv; charset=utf-8", f"{collection.name}.csv", headers)
    if format in ("parquet", "arrow"):
        data = _columnar(found.columns, found.records(), format)
        return File(data, f"application/vnd.apache.{format}", f"{collection.name}.{format}", headers)
    raise Trouble(400, "http.unknown_format", details={"value": format})


def _next(visit: Visit, collection: Collection, after: str) -> str:
    """Return the address of the next page with the filters of this one; "" if this is the last."""
    asked = {name: value for name, value in visit.params.items() if name != "after"}
    return f"/api/v1/{collection.name}?{urlencode({**asked, 'after': after})}" if after else ""


def _csv(columns: Sequence[str], records: Sequence[Mapping[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue().encode("utf-8")


def _columnar(columns: Sequence[str], records: Sequence[Mapping[str, Any]], format: str) -> bytes:
    """Return rows as Parquet or as an Arrow stream (extra `bulk`)."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise Trouble(406, "http.no_extra", details={"extra": "bulk"}) from error
    table = pa.table({name: [record[name] for record in records] for name in columns})
    out = io.BytesIO()
    if format == "parquet":
        pq.write_table(table, out)
    else:
        with pa.ipc.new_stream(out, table.schema) as stream:
            stream.write_table(table)
    return out.getvalue()


# reading


def _reading_routes() -> list[Route]:
    account = Param("account", "Account id.", where="path", example="H1/registration")
    instrument = Param("instrument", "Instrument id.", where="path", example="CEA22")
    at = Param("at", "Journal position: what was held then.", kind="integer", least=0, most=10**18)
    position = Param("position", "Position in the journal.", where="path", kind="integer", example="0", least=0)
    held = {
        "title": "Held",
        "type": "object",
        "required": ["amount", "position"],
        "properties": {"amount": {"type": "integer"}, "position": {"type": "integer"}},
    }
    return [
        Route(
            "GET", "/api/v1/measures", OPEN, _measures, "Measures that can be asked why.",
            answer={"type": "array", "items": {"type": "string"}}, tag="figures", operation="measures",
        ),
        Route(
            "GET", "/api/v1/balances/{account:path}/{instrument}", "see.holdings", _balance,
            "What an account holds, now or at a position of the journal.", concerns=_of_account,
            params=(account, instrument, at, _LANG), answer=held, tag="lists", operation="balance",
        ),
        Route(
            "GET", "/api/v1/facts/{position}", "see.journal", _fact, "A fact with nonce and proof of inclusion.",
            params=(position, _LANG), answer=_FACT, tag="journal", operation="fact",
        ),
    ]  # fmt: skip


def _measures(_: Visit) -> Any:
    return sorted(MEASURES)


def _of_account(visit: Visit) -> Any:
    holder = visit.params["account"].rpartition("/")[0]
    return [visit.concern(holder)]


def _balance(visit: Visit) -> Any:
    at = visit.params.get("at", str(visit.position))
    if not at.isdecimal() or len(at) > 18:
        raise Trouble(400, "http.bad_parameter", details={"name": "at", "value": at, "reason": "no position"})
    position = min(int(at), visit.position)
    amount = holding_at(visit.view, visit.params["account"], visit.params["instrument"], position)
    return {"amount": amount, "position": position}


def _fact(visit: Visit) -> Any:
    asked = visit.params["position"]
    if not asked.isdecimal() or int(asked) >= visit.position:
        raise Trouble(404, "http.not_found")
    position = int(asked)
    (row,) = visit.view.fetch("SELECT type, day, nonce, body, leaf FROM journal_fact WHERE position = ?", [position])
    type_name, day, nonce, body, leaf = row
    return {
        "position": position,
        "type": type_name,
        "day": day,
        "nonce": bytes(nonce).hex(),
        "body": json.loads(bytes(body)),
        "leaf": bytes(leaf).hex(),
        "size": visit.position,
        "path": [node.hex() for node in visit.platform.tiles.inclusion_path(visit.view, position, visit.position)],
    }


# the server itself


def _index(visit: Visit) -> Any:
    return {"version": __version__, "position": visit.position, "openapi": "/api/v1/openapi.json"}


def _ready(visit: Visit) -> Any:
    """Tell that the books can be read, and whether they can be written; 503 comes from the shell where they cannot.

    `degraded`: the last nightly check found books that differ from their facts. The server works, somebody must look.
    """
    writes = visit.platform.grouping is not None
    check = jobs.last_run(visit.view, CHECK)
    degraded = check is not None and check.outcome == jobs.DIFFERS
    return {
        "ok": True, "degraded": degraded, "position": visit.position, "version": __version__, "writes": writes,
    }  # fmt: skip


def _metrics(visit: Visit) -> Any:
    writer = visit.platform.market.writer
    queue = visit.platform.grouping
    gauges = {
        "journal_size": float(visit.position),
        "longest_hold_seconds": writer.longest_hold_s if writer else 0.0,
        "commands_waiting": float(queue.waiting) if queue else 0.0,
        "writes": float(queue is not None),
        "logins_living": float(_living(visit)),
        **_job_gauges(visit),
    }
    lines = visit.platform.meter.lines(gauges)
    return File(("\n".join(lines) + "\n").encode(), "text/plain; version=0.0.4")


def _job_gauges(visit: Visit) -> dict[str, float]:
    """Return when each daily job ended last and whether it was well, and what the check counted."""
    found: dict[str, float] = {}
    for run in jobs.last_runs(visit.view):
        found[f"{run.job}_ended_timestamp_seconds"] = moment(run.ended_at).timestamp()
        found[f"{run.job}_ok"] = float(run.outcome == jobs.DONE)
        said = jobs.said_of(run)
        if run.job == CHECK and "differences" in said:
            found |= {"check_facts": float(said["facts"]), "check_differences": float(said["differences"])}
    return found


def _living(visit: Visit) -> int:
    sql = "SELECT count(*) FROM identity_session WHERE ended_at = '' AND ends_at > ?"
    return int(visit.view.fetch(sql, [visit.platform.gate.now()])[0][0])


def _me(visit: Visit) -> Any:
    actor, caller = visit.actor, visit.caller
    return {
        "login": caller.login,
        "actor": caller.actor,
        "organisation": actor.organisation if actor else "",
        "role": actor.role if actor else "",
        "area_gb2260": actor.area_gb2260 if actor else "",
        "entity": actor.entity if actor else "",
        "how": caller.how,
        "rights": dict(rights_of(actor.role)) if actor else {},
        "position": visit.position,
    }
