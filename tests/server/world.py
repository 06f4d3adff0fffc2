"""A served market with somebody of every role, each with a key and a way to sign in."""

from __future__ import annotations

from tanshi.application.identity import api_keys, logins, sessions, sign_in
from tanshi.application.identity.caller import Caller, console
from tanshi.application.identity.gate import after, open_gate
from tanshi.application.identity.logins import Invitee, find_login
from tanshi.application.identity.settings import Settings
from tanshi.client import Client, Through
from tanshi.journal.command import Command
from tanshi.participants.commands import ROLES
from tanshi.server.app import make_app
from tanshi.server.platform import Platform, ServerSettings
from tanshi.simulation.workload import opening
from tests.server.browsing import Browser

#: Parameters of argon2 that cost nothing, and no second factor to type.
CHEAP = Settings(argon2_time=1, argon2_memory_kib=8, argon2_lanes=1)
FREELY = ServerSettings(calls_per_minute=10**6, public_calls_per_minute=10**6)
PASSWORD = "a long enough passphrase"

#: Scopes of a key that reaches as far as its actor.
EVERYTHING = (
    "read", "participants.*", "mrv.*", "allocation.*", "registry.*", "exchange.*", "compliance.*", "run.*",
    "documents.*", "institutions.*", "voluntary.*", "supervision.*",
)  # fmt: skip

#: Role to actor: who is there, and for whom.
PEOPLE = {
    "nation": ("mee/1", "mee", "", ""),
    "province": ("sd/1", "sd", "37", ""),
    "city": ("jn/1", "jn", "3701", ""),
    "registry": ("registry/1", "registry", "", ""),
    "exchange": ("exchange/1", "exchange", "", ""),
    "entity": ("H1/1", "H1", "", "H1"),
    "group": ("G/1", "G", "", ""),
    "participant": ("T/1", "T", "", ""),
    "verifier": ("V/1", "V", "", ""),
    "laboratory": ("L/1", "L", "", ""),
    "voluntary": ("ncsc/1", "ncsc", "", ""),
    "voluntary_exchange": ("cbgex/1", "cbgex", "", ""),
}
assert set(PEOPLE) == set(ROLES)


#: Colleagues who confirm.
SECONDS = ("registry/2", "exchange/2", "H1/2")


class World:
    """The served market; `key(role)` and `client` are what tests work with."""

    def __init__(
        self, market, *, modelled: bool = False, server: ServerSettings = FREELY, identity: Settings = CHEAP
    ) -> None:
        if modelled:
            commands = opening()
        else:
            found, *rest = opening()
            commands = [Command.of(found.id, found.organisation, found.actor, found.kind), *rest]
            commands[0] = Command(
                found.id, found.organisation, found.actor, found.kind, [{**found.items[0], "origin": ""}]
            )
        market.execute(commands)
        known = {"mee/1", "registry/1", "exchange/1", "H1/1"}
        for role, (actor, body, area, entity) in PEOPLE.items():
            if actor not in known:
                item = {"actor": actor, "organisation": body, "role": role, "area_gb2260": area, "entity": entity}
                (answer,) = market.execute([Command(f"w/{actor}", "mee", "mee/1", "participants.admit_actor", [item])])
                assert answer.done, answer
        mandate = {"organisation": "G", "entity": "H1", "ground": "group"}
        market.execute([Command("w/mandate", "H1", "H1/1", "participants.grant_mandate", [mandate], "H1/2")])
        self.market = market
        self.gate = open_gate(market.engine, (("k1", bytes(range(32))),), identity, clock=market.writer.clock)
        self.platform = Platform(market, self.gate, server)
        self.client = Browser(make_app(self.platform), follow_redirects=False)
        for actor in [*(p[0] for p in PEOPLE.values()), *SECONDS]:
            self._person(actor)

    def _person(self, actor: str) -> None:
        invitee = Invitee(self.login(actor), actor, "", (actor,), administrator=actor == "mee/1")
        made = logins.invite(self.gate, console(), invitee)
        assert logins.accept(self.gate, made.token, PASSWORD) == self.login(actor)

    @staticmethod
    def login(actor: str) -> str:
        return actor.replace("/", "-").lower()

    def caller(self, actor: str) -> Caller:
        """Return a caller as a session gives it, just confirmed."""
        return Caller(self.login(actor), actor, "session", None, "s", self.gate.now(), "", True)

    def key(self, actor: str, *scopes: str) -> dict[str, str]:
        """Return the headers of a new API key of an actor."""
        made = api_keys.make_key(
            self.gate, self.caller(actor), actor, scopes or EVERYTHING, after(self.gate.now(), 86_400)
        )
        return {"Authorization": f"Bearer {made.text}", "Accept-Language": "en"}

    def send(self, actor: str, kind: str, *items, **query):
        """Send a command through the API."""
        return self.client.post(
            f"/api/v1/commands/{kind}", json={"items": list(items)}, headers=self.key(actor), params=query
        )

    def api(self, actor: str = "", *scopes: str) -> Client:
        """Return the typed client of an actor, or of the public."""
        key = self.key(actor, *scopes)["Authorization"].removeprefix("Bearer ") if actor else ""
        return Client(key=key, transport=Through(self.client), retries=0)

    def signed_in(self, actor: str) -> Browser:
        """Return a browser that is signed in; its person needs no second factor."""
        found = sign_in.sign_in(self.gate, self.login(actor), PASSWORD)
        browser = Browser(self.client.app, follow_redirects=False)
        browser.cookies.set("tanshi_session", found.token)
        return browser

    def sure(self, actor: str) -> Browser:
        """Return a browser whose person has shown a second factor just now, and sends what its forms carry."""
        with self.gate.engine.aside() as writes:
            row = find_login(writes, self.login(actor))
            assert row is not None
            now = self.gate.now()
            found = sessions.start(self.gate, writes, row, "password", second="totp", confirmed_at=now)
        browser = Browser(self.client.app, follow_redirects=False)
        browser.cookies.set("tanshi_session", found.token)
        browser.headers["x-csrf-token"] = sessions.csrf_of(found.session)
        browser.headers["accept-language"] = "en"
        return browser

    def csrf(self, browser: Browser) -> str:
        """Return what the forms of a browser's session carry."""
        return sessions.csrf_of(sessions.session_of(self.gate, browser.cookies["tanshi_session"]))

    def confirm(self, proposal: str, actor: str):
        """Let a person confirm a colleague's request."""
        return self.sure(actor).post(f"/api/v1/proposals/{proposal}/confirm")

    def close(self) -> None:
        if self.platform.grouping is not None:
            self.platform.grouping.close()
