"""The settings of the gate, in one place, with their defaults. None of them is a legal number.

They come from the `[identity]` part of a TOML file; secrets may be given as `env:NAME` and are then read from the
environment. `keys` seal what must stay secret at rest; the first one seals, all of them open, so a key is changed by
putting a new one first and calling `second_factor.reseal`. TANSHI_IDENTITY_KEYS (`id:base64,id:base64`) takes the
place of `keys` in the file.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tanshi.core.finding import problem

#: The environment variable that holds the sealing keys.
KEYS = "TANSHI_IDENTITY_KEYS"

#: Roles whose actors are only acted as with a second factor, whatever the settings say.
ALWAYS_SECOND_FACTOR = frozenset({"nation", "province", "city", "registry", "exchange"})

_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Lockout:
    """How failed attempts slow down: `free` failures cost nothing, then a wait that doubles from first to most."""

    free: int
    first_s: int
    most_s: int
    forget_s: int  # so long without a failure, and the count begins anew

    def wait_s(self, failures: int) -> int:
        """Return how many seconds the next attempt has to wait after so many failures."""
        if failures <= self.free:
            return 0
        doublings = min(failures - self.free - 1, 40)
        return min(self.most_s, self.first_s << doublings)


@dataclass(frozen=True, slots=True)
class Provider:
    """A single sign-on provider (OpenID Connect), known beforehand."""

    name: str  # stands in addresses of pages
    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)  # "": a public client, PKCE alone
    label_zh: str = ""
    label_en: str = ""
    scope: str = "openid email"
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256")
    second_factor_amr: tuple[str, ...] = ()  # values of `amr` that count as second factor, e.g. "mfa", "otp"
    email_domains: tuple[str, ...] = ()  # a verified e-mail there is linked to the login that has it
    proxy: str = field(default="", repr=False)  # may hold a password
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of the gate; `_s` seconds, `_h` hours, `_days` days."""

    shown_name: str = "tanshi 碳市"  # what an authenticator shows
    password_min: int = 12  # characters
    password_max: int = 256
    argon2_time: int = 3  # RFC 9106, second recommendation
    argon2_memory_kib: int = 65_536
    argon2_lanes: int = 4
    hashes_at_once: int = 2  # bounds the memory a flood of sign-ins can take
    invitation_h: int = 72
    session_idle_s: int = 1_800
    session_most_s: int = 43_200
    half_session_s: int = 600
    touch_s: int = 60  # last use is written down at most so often
    cache_s: int = 30
    cache_entries: int = 10_000
    confirmed_minutes: int = 15  # administration and own secrets need a confirmation as young as this
    lockout_login: Lockout = Lockout(free=5, first_s=30, most_s=3_600, forget_s=86_400)
    lockout_address: Lockout = Lockout(free=50, first_s=30, most_s=900, forget_s=3_600)
    second_factor_roles: tuple[str, ...] = ()  # beside ALWAYS_SECOND_FACTOR
    totp_steps: int = 1  # so many 30-second steps early or late are good
    recovery_codes: int = 10
    key_most_days: int = 366
    oidc_flow_s: int = 600
    oidc_skew_s: int = 60
    oidc_timeout_s: int = 5
    oidc_metadata_s: int = 3_600
    oidc_refetch_s: int = 30  # an unknown key id makes us ask for the keys again at most so often
    ended_days: int = 90  # ended sessions, invitations and flows are kept so long
    looks_days: int = 1_100
    acts_days: int = 1_100
    providers: tuple[Provider, ...] = ()

    def needs_second_factor(self, role: str) -> bool:
        """Tell whether an actor of a role is only acted as with a second factor."""
        return role in ALWAYS_SECOND_FACTOR or role in self.second_factor_roles

    def provider(self, name: str) -> Provider | None:
        """Return a provider by its name."""
        return next((p for p in self.providers if p.name == name), None)


#: Sealing keys as they are configured: id and 32 bytes, the current one first.
Keys = tuple[tuple[str, bytes], ...]


def read_settings(path: Path | None, environment: Mapping[str, str] = os.environ) -> tuple[Settings, Keys]:
    """Return settings and sealing keys from a TOML file (None: the defaults) and the environment.

    Raises `Problem` for a file that cannot be read, an unknown name, or a value of the wrong kind.
    """
    where = str(path or "settings")
    given = dict(read_part(path, "identity")) if path else {}
    keys = given.pop("keys", {})
    from_environment = environment.get(KEYS, "")
    if from_environment:
        pairs = [part.partition(":") for part in from_environment.split(",")]
        keys, where_keys = {name.strip(): value.strip() for name, _, value in pairs}, KEYS
    else:
        where_keys = where
    if not isinstance(keys, dict):
        raise problem("identity.bad_setting", where=where, name="keys")
    return _settings(given, where, environment), tuple(
        (name, _key(_secret(value, where_keys, environment), name, where_keys)) for name, value in keys.items()
    )


def read_part(path: Path, name: str) -> Mapping[str, Any]:
    """Return a part of a settings file (TOML), empty if it is not there; `Problem` for a file that cannot be read."""
    try:
        whole = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise problem("identity.no_settings", where=str(path), reason=error.strerror or "?") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # the parser's words may show a line, and with it a secret
        raise problem("identity.no_settings", where=str(path), reason="TOML") from None
    part = whole.get(name, {})
    if not isinstance(part, dict):
        raise problem("identity.bad_setting", where=str(path), name=name)
    return part


def _settings(given: Mapping[str, Any], where: str, environment: Mapping[str, str]) -> Settings:
    values: dict[str, Any] = {}
    known = {f.name for f in dataclasses.fields(Settings)}
    default = Settings()
    for name, value in given.items():
        if name not in known:
            raise problem("identity.unknown_setting", where=where, name=name)
        old = getattr(default, name)
        if name == "providers":
            values[name] = tuple(_provider(p, where, environment) for p in _list(value, where, name))
        elif isinstance(old, Lockout):
            values[name] = _lockout(value, old, where, name)
        elif isinstance(old, tuple):
            values[name] = tuple(_of(str, v, where, name) for v in _list(value, where, name))
        else:
            values[name] = _of(type(old), value, where, name)
    return Settings(**values)


def _lockout(value: Any, old: Lockout, where: str, name: str) -> Lockout:
    table = _of(dict, value, where, name)
    for key in table:
        if key not in {f.name for f in dataclasses.fields(Lockout)}:
            raise problem("identity.unknown_setting", where=where, name=f"{name}.{key}")
    return dataclasses.replace(old, **{k: _of(int, v, where, f"{name}.{k}") for k, v in table.items()})


def _provider(value: Any, where: str, environment: Mapping[str, str]) -> Provider:
    table = _of(dict, value, where, "providers")
    fields = {f.name: f for f in dataclasses.fields(Provider)}
    made: dict[str, Any] = {}
    for key, entry in table.items():
        name = f"providers.{key}"
        if key not in fields:
            raise problem("identity.unknown_setting", where=where, name=name)
        if isinstance(fields[key].default, tuple):
            made[key] = tuple(_of(str, v, where, name) for v in _list(entry, where, name))
        else:
            made[key] = _secret(_of(str, entry, where, name), where, environment)
    for key in ("name", "issuer", "client_id"):
        if not made.get(key):
            raise problem("identity.bad_setting", where=where, name=f"providers.{key}")
    return Provider(**made)


def _of(kind: type, value: Any, where: str, name: str) -> Any:
    wrong_number = kind is int and (isinstance(value, bool) or (isinstance(value, int) and value < 0))
    if not isinstance(value, kind) or wrong_number:
        raise problem("identity.bad_setting", where=where, name=name)
    return value


def _list(value: Any, where: str, name: str) -> list[Any]:
    found: list[Any] = _of(list, value, where, name)
    return found


def _secret(value: Any, where: str, environment: Mapping[str, str]) -> str:
    """Return a text as it stands, or what the environment holds for `env:NAME`."""
    text: str = _of(str, value, where, "keys")
    if not text.startswith("env:"):
        return text
    name = text.removeprefix("env:")
    if name not in environment:
        raise problem("identity.no_variable", where=where, name=name)
    return environment[name]


def _key(text: str, name: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY_BYTES or not name:
        raise problem("identity.bad_key", where=where, name=name) from None
    return key
