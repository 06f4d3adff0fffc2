"""What one serving process has in its hands, and what a visit to it sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tanshi.application import access
from tanshi.application.access import ViewRows
from tanshi.application.identity.caller import Caller
from tanshi.application.identity.callers import CallerCache
from tanshi.application.identity.gate import Gate
from tanshi.application.identity.oidc import SingleSignOn
from tanshi.application.institutions.outbox import Outbox
from tanshi.application.kept import Kept
from tanshi.application.market import Market
from tanshi.application.second_person import Thresholds
from tanshi.core.catalogue import Language
from tanshi.core.clock import legal_day_of
from tanshi.core.outcome import Outcome
from tanshi.journal.command import CommandOutcome, Concern
from tanshi.journal.engine import Snapshot
from tanshi.journal.grouping import Grouping
from tanshi.journal.tiles import Tiles
from tanshi.participants.tables import ActorRow, EntityRow
from tanshi.registry.asof import Totals
from tanshi.server.meter import Meter
from tanshi.server.venue import Venue
from tanshi.server.workbench import Workbench

#: Answers of the drafting bench that are kept; one over the nation is a few megabytes.
_ANSWERS = 16

#: The cookie of a session.
COOKIE = "tanshi_session"


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Bounds of a serving process; none of them is a legal number."""

    upload_bytes: int = 20 << 20
    calls_per_minute: int = 600  # of one caller or address
    public_calls_per_minute: int = 300
    wait_for_position_s: float = 2.0
    secure_cookies: bool = False  # True behind TLS
    trusted_proxies: tuple[str, ...] = ()
    site: str = ""  # public address, for the QR codes of papers; "" is the address a request came to
    log: str = "text"  # a line for each request: json, text, or none
    exchange: str = ""  # folder of a session, or of many; "" is: this process has nothing to do with the exchange
    exchange_client: int = 1  # its number as a client there; each serving process has its own


class Platform:
    """Market, queue of its writer, identity, bounds: one a process."""

    def __init__(self, market: Market, gate: Gate, settings: ServerSettings | None = None) -> None:
        self.market = market
        self.gate = gate
        self.settings = settings or ServerSettings()
        self.callers = CallerCache(gate)
        self._sign_on: SingleSignOn | None = None
        self.grouping = Grouping(market.writer) if market.writer is not None else None
        self.meter = Meter()
        self.tiles = Tiles()
        self.totals = Totals()
        self.outboxes: dict[str, Outbox] = {}
        self.thresholds = Thresholds(market.law)
        self.workbench = Workbench()
        self.venue = Venue(market.engine, self.settings.exchange, self.settings.exchange_client, gate.now)
        self.answers = Kept(most=_ANSWERS)
        self._modelled: bool | None = None

    def modelled(self, view: Snapshot) -> bool:
        """Tell whether the books are a simulation's: then nothing in them is anybody's secret.

        Said once, by the founding of the market; remembered from then on.
        """
        if self._modelled is None:
            found = view.fetch("SELECT origin FROM participants_market")
            if not found:
                return False
            self._modelled = any(origin for (origin,) in found)
        return self._modelled

    @property
    def sign_on(self) -> SingleSignOn:
        """The providers of the settings; `Problem` if there are some and the extra `oidc` is not installed."""
        if self._sign_on is None:
            self._sign_on = SingleSignOn(self.gate)
        return self._sign_on

    def close(self) -> None:
        """Carry out what waits, then close the database."""
        self.venue.close()
        self.workbench.close()
        if self.grouping is not None:
            self.grouping.close()
        self.market.close()


@dataclass(slots=True)
class Visit:
    """One request: who asks, in which language, and the one state of the books it sees."""

    platform: Platform
    caller: Caller
    language: Language
    params: Mapping[str, str]
    view: Snapshot
    position: int
    modelled: bool
    body: Any = None
    cookies: Mapping[str, str] = field(default_factory=dict)
    path: str = "/"
    site: str = ""
    idempotency_key: str = ""
    last_event: str = ""
    _actor: list[ActorRow | None] = field(default_factory=list)

    @property
    def rows(self) -> ViewRows:
        return ViewRows(self.view)

    def concern(self, entity: str) -> Concern:
        """Return whom something about an entity concerns."""
        found = self.rows.get(EntityRow, entity)
        return Concern(entity, found.area_gb2260 if found else "")

    @property
    def actor(self) -> ActorRow | None:
        """The actor the caller acts as, or None."""
        if not self._actor:  # one snapshot, one caller: the row cannot change under a visit
            found = self.rows.get(ActorRow, self.caller.actor) if self.caller.actor else None
            self._actor.append(found if found is not None and found.active else None)
        return self._actor[0]

    @property
    def today(self) -> str:
        """The legal day it is, as ISO text; never before the journal's last act."""
        now = self.platform.gate.now()
        return legal_day_of(max(now, self.view.head().recorded_at or now))

    def refusal(self, right: str, concerns: Sequence[Concern]) -> Outcome | None:
        """Return why the caller has not a right over these subjects, or None."""
        if right in access.PUBLIC or (self.modelled and right.startswith("see.") and right not in _NEVER_OPEN):
            return None
        actor = self.actor
        if actor is None or not (self.caller.may_read() if right.startswith("see.") else self.caller.may_send(right)):
            return CommandOutcome.ACTOR_NOT_FOUND if actor is None else CommandOutcome.NOT_PERMITTED
        return access.judge(actor.id, actor.organisation, right, concerns, self.rows, self.today)

    def may(self, right: str, concern: Concern | None = None) -> bool:
        """Tell whether the caller has a right over a subject."""
        return self.refusal(right, [concern or Concern()]) is None


#: What is about persons, or asks what somebody did, and not about the market, stays closed in a modelled market too.
_NEVER_OPEN = {"see.console", "see.tasks", "see.secrets", "see.reviews", "see.alerts", "see.explanations"}
