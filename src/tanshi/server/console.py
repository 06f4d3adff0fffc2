"""Pages of commands: what may be asked, confirming a colleague's request, and the administrator's console."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import astuple
from typing import Any, get_args, get_origin, get_type_hints

from tanshi.application.access import BEGINNING, FOUR_EYES, rights_of
from tanshi.application.assembly import handlers
from tanshi.application.identity import acts, logins
from tanshi.application.identity.logins import Invitee
from tanshi.application.identity.refusal import Refused
from tanshi.application.identity.sessions import csrf_of, session_of
from tanshi.application.work.jobs import last_runs, said_of
from tanshi.core.catalogue import Language, known, text
from tanshi.journal.command import Handler
from tanshi.server import api
from tanshi.server.platform import COOKIE, Visit
from tanshi.server.routing import SIGNED_IN, Moved, Page, Param, Route, Trouble


def csrf(visit: Visit) -> str:
    """Return what a form of this session carries."""
    session = session_of(visit.platform.gate, visit.cookies.get(COOKIE, ""))
    return "" if isinstance(session, Refused) else csrf_of(session)


def _handlers(visit: Visit) -> dict[str, Handler[Any]]:
    return {h.kind: h for h in handlers(visit.platform.market.law) if h.kind not in BEGINNING}


def _commands(visit: Visit) -> Page:
    """List what the caller may ask."""
    actor = visit.actor
    rights = rights_of(actor.role) if actor else {}
    found = [h for kind, h in sorted(_handlers(visit).items()) if kind in rights]
    return Page("commands", {"handlers": [(h.kind, h.kind in FOUR_EYES) for h in found]})


def request_of(visit: Visit, kind: str) -> type:
    """Return the request of a kind of command that can be asked."""
    return _handlers(visit)[kind].request


@dataclasses.dataclass(frozen=True, slots=True)
class Input:
    """A field of a command's page: its name, what it is called, how it is entered, and what stands in it."""

    name: str
    label: str
    kind: str  # text, integer, boolean, json
    required: bool
    value: str = ""


def inputs(request: type, language: Language, given: dict[str, str] | None = None, kind: str = "") -> list[Input]:
    """Return the fields of a request as a page shows them; lists and records are entered as JSON.

    `kind`: the command it is of, which may call a field by a name of its own.
    """
    hints = get_type_hints(request)
    found = []
    for field in dataclasses.fields(request):
        entered = _kind(hints[field.name])
        required = field.default is field.default_factory is dataclasses.MISSING
        default = "" if required or field.default is dataclasses.MISSING else _shown(field.default)
        label = label_of(field.name, language, kind)
        found.append(Input(field.name, label, entered, required, (given or {}).get(field.name, default)))
    return found


def label_of(field: str, language: Language, kind: str = "") -> str:
    """Return what a command's field is called: in its own words, else as the column of the lists that shows it."""
    codes = (f"input.{kind}.{field}", f"input.{field}", f"list_column.{field}")
    return next((text(code, language) for code in codes if known(code)), field)


def _shown(default: Any) -> str:
    """Return a default as it is typed: lists as JSON."""
    return json.dumps(default) if isinstance(default, tuple | list) else str(default)


def _kind(hint: Any) -> str:
    args = [a for a in get_args(hint) if a is not type(None)]
    if get_origin(hint) not in (tuple, list, dict) and len(args) == 1:
        return _kind(args[0])
    return {str: "text", int: "integer", bool: "boolean"}.get(hint, "json")


def item_of(request: type, given: dict[str, str]) -> dict[str, Any]:
    """Return the plain object that a page's fields stand for; a field left empty is left out."""
    item: dict[str, Any] = {}
    for field in inputs(request, "en"):
        entered = given.get(field.name, "").strip()
        if not entered and not field.required:
            continue
        try:
            item[field.name] = _value(field.kind, entered)
        except ValueError as error:
            details = {"where": field.name, "reason": str(error)[:200]}
            raise Trouble(400, "command.malformed", details=details) from error
    return item


def _value(kind: str, entered: str) -> Any:
    if kind == "integer":
        return int(entered.replace(",", "").replace("\uff0c", ""))
    if kind == "boolean":
        return entered in ("1", "true", "on", "yes")
    return json.loads(entered or "null") if kind == "json" else entered


def _handler(visit: Visit) -> Handler[Any]:
    found = _handlers(visit).get(visit.params["kind"])
    if found is None:
        raise Trouble(404, "http.not_found")
    return found


def _command_page(visit: Visit) -> Page:
    handler = _handler(visit)
    given = {name: value for name, value in visit.params.items() if name != _KIND.name}
    fields = inputs(handler.request, visit.language, given, handler.kind)  # filled in as the link that leads here says
    content = {"kind": handler.kind, "inputs": fields}
    return Page("command", {**content, "csrf": csrf(visit), "answer": None, "trouble": "", "tried": False})


def _command(visit: Visit) -> Page:
    """Send a command from its page; what is wrong is shown with all that was entered."""
    handler, given = _handler(visit), dict(visit.body)
    answer, trouble, status = None, "", 200
    try:
        visit.params = {**visit.params, "dry_run": "true" if given.get("dry_run") else "false"}
        answer = api.send(visit, handler.kind, {"items": [item_of(handler.request, given)]})
    except Trouble as wrong:
        trouble, status = wrong.words(visit.language), wrong.status
    content = {
        "kind": handler.kind,
        "inputs": inputs(handler.request, visit.language, given, handler.kind),
    }
    shown = {"answer": answer, "trouble": trouble, "tried": bool(given.get("dry_run"))}
    return Page("command", {**content, "csrf": csrf(visit), **shown}, status)


def _confirm(visit: Visit) -> Moved:
    api.confirm(visit)
    return Moved("/tasks")


def _withdraw(visit: Visit) -> Moved:
    api.withdraw(visit)
    return Moved("/tasks")


#: Actors shown at once.
_ACTORS = 50


def _actors(visit: Visit) -> dict[str, Any]:
    """Return the actors there are, those of authorities first, or those whose id begins as asked; and if more are."""
    asked = visit.params.get("actor", "").strip()[:96]
    found = [astuple(actor) for actor in logins.invitable(visit.view, asked, _ACTORS + 1)]
    return {"asked": asked, "actors": found[:_ACTORS], "more_actors": len(found) > _ACTORS, "most": _ACTORS}


def _console(visit: Visit) -> Page:
    size = visit.position
    writer = visit.platform.market.writer
    return Page(
        "console",
        {
            "logins": logins.list_logins(visit.view, 200),
            **_actors(visit),
            "jobs": [(run, said_of(run)) for run in last_runs(visit.view)],
            "acts": acts.acts_on(visit.view, visit.caller.login, 20),
            "size": size,
            "writes": writer is not None,
            "csrf": csrf(visit),
            "invitation": None,
            "refused": "",
        },
    )


def _invite(visit: Visit) -> Page:
    given = {name: str(value) for name, value in visit.body.items()}
    invitee = Invitee(
        given.get("login", ""), given.get("name", ""), given.get("email", ""), tuple(given.get("actors", "").split())
    )
    made = logins.invite(visit.platform.gate, visit.caller, invitee)
    page = _console(visit)
    if isinstance(made, Refused):
        return Page("console", {**page.content, "refused": made.message(visit.language)}, 403)
    return Page("console", {**page.content, "invitation": made})


_ACTOR = Param("actor", "How the ids of the actors shown begin.", example="province/")
_KIND = Param("kind", "Kind of command.", "path")
_PROPOSAL = Param("proposal", "Number of the request.", "path")

ROUTES = [
    Route("GET", "/do", SIGNED_IN, _commands, "What one may ask."),
    Route("GET", "/do/{kind}", SIGNED_IN, _command_page, "A command's form.", params=(_KIND,)),
    Route("POST", "/do/{kind}", SIGNED_IN, _command, "Send a command.", params=(_KIND,), takes="form"),
    Route("POST", "/tasks/{proposal}/confirm", SIGNED_IN, _confirm, "Confirm.", params=(_PROPOSAL,), takes="form"),
    Route("POST", "/tasks/{proposal}/withdraw", SIGNED_IN, _withdraw, "Withdraw.", params=(_PROPOSAL,), takes="form"),
    Route("GET", "/console", "see.console", _console, "The administrator's console.", params=(_ACTOR,)),
    Route("POST", "/console/invite", "see.console", _invite, "Invite somebody.", takes="form"),
]
