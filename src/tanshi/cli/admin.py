"""`tanshi admin invite|actors`: logins from the machine itself, and whom they may act as."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from tanshi.application.identity.caller import console
from tanshi.application.identity.gate import Gate
from tanshi.application.identity.logins import Invitation, Invitee, invitable, invite, invite_administrator
from tanshi.application.identity.refusal import Refused
from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.server.platform import Platform
from tanshi.server.run import platform_of

#: Where `tanshi serve` listens unless it is told otherwise.
HERE = "http://127.0.0.1:8321"

#: Actors of one list.
_MOST = 200


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom to invite: a login, the actors it may act as, whether it only acts, and the server's address ("" known)."""

    login: str
    actors: tuple[str, ...] = ()
    plain: bool = False
    site: str = ""


def run_invite(whom: Invited, db: str, settings: Path | None, as_json: bool) -> int:
    """Invite an administrator or a login that only acts, and show the invitation's address; return the exit code."""
    open_market(db, write=False).close()  # a database is made by founding a market, not by inviting to it
    platform = platform_of(open_market(db), settings)
    try:
        made = _invite(platform.gate, whom)
        asked = not isinstance(made, Refused) and _second_factor(platform, whom)
        site = whom.site or platform.settings.site or HERE
    finally:
        platform.close()
    if isinstance(made, Refused):
        for language in show.message_languages():
            show.err.print(made.message(language), markup=False)
        return 1
    path = f"/invitation/{made.token}"
    address = f"{site.rstrip('/')}{path}?lang={show.language()}"
    if as_json:
        show.json_document(
            {"login": made.login, "path": path, "address": address, "expires_at": made.expires_at,
             "second_factor": asked}
        )  # fmt: skip
        return 0
    show.out.print(
        show.word("admin.invited", login=made.login, address=address, until=made.expires_at), markup=False,
        soft_wrap=True,
    )  # fmt: skip
    if asked:
        show.out.print(show.word("admin.second_factor"), markup=False, soft_wrap=True)
    return 0


def _invite(gate: Gate, whom: Invited) -> Invitation | Refused:
    if whom.plain:
        return invite(gate, console(), Invitee(whom.login, actors=whom.actors))
    return invite_administrator(gate, whom.login, whom.actors)


def _second_factor(platform: Platform, whom: Invited) -> bool:
    """Tell whether the login will be asked for a second factor."""
    with platform.market.view() as view:
        roles = [found.role for actor in whom.actors for found in invitable(view, actor, 1)]
    return not whom.plain or any(map(platform.gate.settings.needs_second_factor, roles))


def list_actors(begins: str, db: str, as_json: bool) -> None:
    """Show the actors there are, those of authorities first, each with its logins."""
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            found = invitable(view, begins, _MOST + 1)
    finally:
        market.close()
    shown, more = found[:_MOST], len(found) > _MOST
    if as_json:
        show.json_document({"actors": [asdict(actor) for actor in shown], "more": more})
        return
    rows = [(a.id, a.role, a.organisation, a.entity or a.area_gb2260, str(a.logins)) for a in shown]
    heads = ("input.actor", "input.role", "list_column.organisation", "web.actors_for", "web.actors_logins")
    show.table("", [show.word(head) for head in heads], rows, left=4)
    if more:
        show.out.print(show.word("web.actors_more", most=_MOST), markup=False, soft_wrap=True)
