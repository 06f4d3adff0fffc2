"""Mail through a server of one's own (SMTP): settings, the message, and what became of it.

The settings are the part `[mail]` of the settings file; the password may be given as `env:NAME` or `file:PATH`. A
server that cannot be reached is no error of the reminder: it stays pending. No address is written to a log.
"""

from __future__ import annotations

import dataclasses
import os
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Any, Protocol

from tanshi.application.identity.settings import read_part
from tanshi.core.finding import problem

#: How the connection is secured: from the first byte, by STARTTLS, or not at all (a server on this machine).
TLS = ("tls", "starttls", "none")


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mail goes out; `host` "" sends none. Days are working days before a due day at which one is reminded."""

    host: str = ""
    port: int = 587
    tls: str = "starttls"
    sender: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_s: int = 20
    ca_file: str = ""
    site: str = ""  # address of the platform, for links
    days: tuple[int, ...] = (20, 5, 1)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message: sent, refused (never again), pending (the server was not there); with its answer."""

    state: str
    code: str = ""


class Post(Protocol):
    """An open connection that takes messages."""

    def deliver(self, message: EmailMessage) -> Delivery: ...


def read_mail(path: Path | None, environment: Mapping[str, str] = os.environ) -> MailSettings:
    """Return the mail settings of a TOML file; None or a file without `[mail]` sends no mail.

    Raises `Problem` for an unknown name or a value of the wrong kind.
    """
    given = dict(read_part(path, "mail")) if path else {}
    where, known = str(path or "settings"), {f.name: f for f in dataclasses.fields(MailSettings)}
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise problem("identity.unknown_setting", where=where, name=f"mail.{name}")
        values[name] = tuple(value) if name == "days" and isinstance(value, list) else value
        if type(values[name]) is not type(getattr(MailSettings(), name)):
            raise problem("identity.bad_setting", where=where, name=f"mail.{name}")
    if "password" in values:
        values["password"] = _secret(values["password"], where, environment)
    made = MailSettings(**values)
    days_ok = all(type(d) is int and d >= 0 for d in made.days)
    if made.tls not in TLS or not 0 < made.port < 65_536 or not days_ok or (made.host and "@" not in made.sender):
        raise problem("identity.bad_setting", where=where, name="mail")
    return made


def _secret(value: str, where: str, environment: Mapping[str, str]) -> str:
    """Return a password as it stands, or from the environment or a file."""
    kind, _, name = value.partition(":")
    if kind == "env":
        if name not in environment:
            raise problem("identity.no_variable", where=where, name=name)
        return environment[name]
    if kind == "file":
        try:
            return Path(name).read_text("utf-8").strip()
        except OSError as error:
            raise problem("identity.no_settings", where=name, reason=error.strerror or "?") from error
    return value


def message(settings: MailSettings, id: str, to: str, subject: str, words: str) -> EmailMessage:
    """Return a message; its id follows from the reminder's, so that a second copy would be known as one."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = settings.sender, to, subject
    made["Message-ID"] = f"<{id}@{settings.sender.rpartition('@')[2]}>"
    made["Date"] = formatdate(localtime=False)
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(words)
    return made


class SmtpPost:
    """A connection to the mail server."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self._server = server

    def deliver(self, message: EmailMessage) -> Delivery:
        """Hand a message over; what the server does not take is refused, a lost connection leaves it pending."""
        try:
            self._server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            ((code, _),) = error.recipients.values() or ((0, b""),)
            return _answered(code)
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            return _answered(error.smtp_code)
        except (ValueError, smtplib.SMTPNotSupportedError):
            return Delivery("refused", "address")  # no server can be told this address
        except (smtplib.SMTPException, OSError) as error:
            return Delivery("pending", type(error).__name__)
        return Delivery("sent", "250")


def _answered(code: int) -> Delivery:
    """Return what a refusal means: 5xx is for good, 4xx is for now."""
    return Delivery("refused" if 500 <= code < 600 else "pending", str(code))


@contextmanager
def connected(settings: MailSettings) -> Iterator[Post | None]:
    """Open the connection for several messages; None where the server is not there or does not let us in."""
    try:
        server = _connect(settings)
    except (smtplib.SMTPException, OSError):
        yield None
        return
    try:
        yield SmtpPost(server)
    finally:
        try:
            server.quit()
        except (smtplib.SMTPException, OSError):
            server.close()


def _connect(settings: MailSettings) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=settings.ca_file or None)
    where = (settings.host, settings.port)
    server: smtplib.SMTP
    if settings.tls == "tls":
        server = smtplib.SMTP_SSL(*where, timeout=settings.timeout_s, context=context)
    else:
        server = smtplib.SMTP(*where, timeout=settings.timeout_s)
    try:
        if settings.tls == "starttls":
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, settings.password)
    except BaseException:
        server.close()
        raise
    return server
