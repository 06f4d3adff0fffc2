"""`tanshi admin`."""

from __future__ import annotations

from pathlib import Path

from tanshi.application.identity.logins import invite_administrator
from tanshi.application.identity.refusal import Refused
from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.server.run import platform_of


def run_invite(login: str, actors: tuple[str, ...], db: str, settings: Path | None, as_json: bool) -> int:
    """Invite an administrator and show the address of the invitation; return the exit code."""
    open_market(db, write=False).close()  # a database is made by founding a market, not by inviting to it
    platform = platform_of(open_market(db), settings)
    try:
        made = invite_administrator(platform.gate, login, actors)
    finally:
        platform.close()
    if isinstance(made, Refused):
        for language in show.message_languages():
            show.err.print(made.message(language), markup=False)
        return 1
    path = f"/invitation/{made.token}"
    if as_json:
        show.json_document({"login": made.login, "path": path, "expires_at": made.expires_at})
    else:
        show.out.print(show.word("admin.invited", login=made.login, path=path, until=made.expires_at), soft_wrap=True)
    return 0
