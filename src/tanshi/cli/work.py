"""`tanshi remind` and `tanshi look`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.tree import Tree

from tanshi.application.identity.caller import console
from tanshi.application.identity.looks import What, look_at
from tanshi.application.identity.refusal import Refused
from tanshi.application.market import Market, open_market
from tanshi.application.work.history import MASK
from tanshi.application.work.look import SECRET, Look, Place, look, shown_figure
from tanshi.application.work.mail import read_mail
from tanshi.application.work.reminders import remind
from tanshi.cli import show
from tanshi.server.run import platform_of


def run_remind(db: str, settings: Path | None, as_json: bool) -> int:
    """Write reminders and send mail; return the exit code: 1 if the server was not there or refused an address."""
    mail = read_mail(settings)
    open_market(db, write=False).close()  # reminding does not make a database
    platform = platform_of(open_market(db), settings)
    try:
        done = remind(platform.gate, platform.market.law, mail, show.language())
    finally:
        platform.close()
    mails = {state: done.mails[state] for state in ("sent", "pending", "refused", "unknown")}
    if as_json:
        refused = [{"login": login, "code": code} for login, code in done.refused]
        document = {"notices": done.notices, "tasks": done.tasks, "mails": mails, "refused": refused}
        show.json_document({**document, "unreachable": done.unreachable})
    else:
        show.out.print(show.word("work.reminded", notices=done.notices, tasks=done.tasks, **mails), soft_wrap=True)
        if done.unreachable:
            show.err.print(show.word("work.mail_unreachable", host=mail.host), markup=False)
        for login, code in done.refused:
            show.err.print(show.word("work.mail_refused", login=login, answer=code), markup=False)
    return 1 if done.unreachable or done.refused else 0


def run_look(place: str, db: str, reason: str, as_json: bool) -> int:
    """Print the way from the nation to a place and all that is under it, as far as readings and their files."""
    market = open_market(db, write=bool(reason))
    try:
        chain = _Chain(market, masked=not reason)
        tree = chain.of(place)
        if reason and chain.secret:
            refused = look_at(platform_of(market).gate, console(), chain.secret, reason)
            if isinstance(refused, Refused):
                show.err.print(refused.message(show.language()), markup=False)
                return 1
    finally:
        market.close()
    if as_json:
        show.json_document({"place": place, **tree, "position": chain.position})
    else:
        show.out.print(_grown(tree))
    return 0


class _Chain:
    """A place with all that is under it. `secret`: what was opened, to be written down before it is shown."""

    def __init__(self, market: Market, *, masked: bool) -> None:
        self._market, self._masked = market, masked
        self.secret: list[What] = []
        self.position = 0

    def of(self, place: str) -> dict[str, Any]:
        with self._market.view() as view:
            self.position = view.head().size
            found = look(view, place, masked=self._masked)
            return {"way": [self._plain(p) for p in found.way], "under": self._under(view, found)}

    def _under(self, view: Any, found: Look) -> list[dict[str, Any]]:
        """Return what is under a place; from the unit on down to the files."""
        if found.here.level == "evidence":
            self._note(found, [found.here])
        if found.here.level == "month":
            self._note(found, found.under)
        deeper = found.here.level in ("unit", "month")
        return [
            {**self._plain(p), "under": self._under(view, look(view, p.place, masked=self._masked)) if deeper else []}
            for p in found.under
        ]

    def _note(self, found: Look, pieces: Sequence[Place]) -> None:
        for piece in pieces:
            name = piece.place.partition("/")[2]
            if piece.figures["secret"] and not any(w.record == f"mrv.evidence/{name}" for w in self.secret):
                self.secret.append(What(f"entity/{found.concern.entity}", f"mrv.evidence/{name}", SECRET))

    @staticmethod
    def _plain(place: Place) -> dict[str, Any]:
        names = {"name_zh": place.name_zh, "name_en": place.name_en, "page": place.page}
        return {"level": place.level, "place": place.place, **names, "figures": dict(place.figures)}


def _grown(found: dict[str, Any]) -> Tree:
    first, *rest = found["way"]
    root = at = Tree(_line(first), guide_style="dim")
    for place in rest:
        at = at.add(_line(place))
    _grow(at, found["under"])
    return root


def _grow(at: Tree, places: Sequence[dict[str, Any]]) -> None:
    for place in places:
        _grow(at.add(_line(place)), place["under"])


#: Figures that are shown in a line, by level.
_SHOWN = {
    "nation": ("reports", "verified_t"),
    "province": ("reports", "entities", "verified_t"),
    "entity": ("state", "verified_t"),
    "unit": ("capacity_kw", "verified_emission_t_e2"),
    "month": ("generation_mwh_e3", "fuel_e2", "carbon_e4", "pieces"),
}


def _line(place: dict[str, Any]) -> str:
    figures, name = place["figures"], place["name_zh"] if show.language() == "zh" else place["name_en"]
    if place["level"] == "evidence":
        kind = show.word(f"evidence.{figures['kind']}")
        value = f"{figures['field']} = {figures['value']} {figures['value_unit']}" if figures["field"] else ""
        source = " ".join(str(figures[n]) for n in ("source", "laboratory", "file_name") if figures[n])
        source = MASK if MASK in source else source
        return f"[bold]{place['place']}[/bold]  {kind}  {value}  {source}  [dim]sha256 {figures['file_sha256']}[/dim]"
    told = "  ".join(
        f"{show.word(f'datum.{n}')} {shown_figure(n, figures[n])}" for n in _SHOWN[place["level"]] if n in figures
    )
    return f"[bold]{place['place']}[/bold]  {name if name != place['place'] else ''}  [cyan]{told}[/cyan]"
