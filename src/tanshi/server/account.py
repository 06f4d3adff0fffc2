"""Pages about oneself: signing in with its second factor, the choice of an actor, sessions, keys, looks."""

from __future__ import annotations

from tanshi.application.identity import api_keys, logins, looks, second_factor, sessions, sign_in
from tanshi.application.identity.gate import after
from tanshi.application.identity.refusal import Refused
from tanshi.application.identity.sessions import SignedIn
from tanshi.server.platform import COOKIE, Visit
from tanshi.server.routing import OPEN, SIGNED_IN, Moved, Page, Param, Route, Trouble

_THEN = {"ready": "/me", "choose_actor": "/sign-in/actor", "second_factor": "/sign-in/code", "enrol": "/sign-in/enrol"}


def _form(visit: Visit, name: str) -> str:
    value = visit.body.get(name, "") if isinstance(visit.body, dict) else ""
    return str(value)


def _token(visit: Visit) -> str:
    return visit.cookies.get(COOKIE, "")


def _went(found: SignedIn | Refused, page: str, visit: Visit) -> Page | Moved:
    """Go on after a step of signing in, or show the step again with what was wrong."""
    if isinstance(found, Refused):
        return Page(page, {"refused": found.message(visit.language), **_choices(visit)}, status=403)
    return Moved(_THEN[found.then], {COOKIE: found.token})


def _choices(visit: Visit) -> dict[str, object]:
    session = sessions.session_of(visit.platform.gate, _token(visit)) if _token(visit) else None
    login = "" if session is None or isinstance(session, Refused) else session.login
    gate = visit.platform.gate
    return {
        "actors": sessions.actors_of(visit.view, login) if login else [],
        "providers": [(p.name, p.label_zh if visit.language == "zh" else p.label_en) for p in gate.settings.providers],
        "csrf": "" if session is None or isinstance(session, Refused) else sessions.csrf_of(session),
    }


def _sign_in_page(visit: Visit) -> Page:
    return Page("sign_in", {"refused": "", **_choices(visit)})


def _sign_in(visit: Visit) -> Page | Moved:
    found = sign_in.sign_in(
        visit.platform.gate, _form(visit, "login"), _form(visit, "password"),
        address=visit.caller.address, agent=_form(visit, "agent"), previous=_token(visit),
    )  # fmt: skip
    return _went(found, "sign_in", visit)


def _code_page(visit: Visit) -> Page:
    return Page("sign_in_code", {"refused": "", **_choices(visit)})


def _code(visit: Visit) -> Page | Moved:
    found = sign_in.pass_second_factor(
        visit.platform.gate, _token(visit), _form(visit, "code"), address=visit.caller.address
    )
    return _went(found, "sign_in_code", visit)


def _enrol_page(visit: Visit) -> Page | Moved:
    found = second_factor.enrol(visit.platform.gate, _token(visit))
    if isinstance(found, Refused):
        return Moved("/sign-in")
    return Page("enrol", {"enrolment": found, "refused": "", **_choices(visit)})


def _enrol(visit: Visit) -> Page | Moved:
    found = second_factor.finish_enrolment(visit.platform.gate, _token(visit), _form(visit, "code"))
    if isinstance(found, Refused):
        return Page("enrol", {"enrolment": None, "refused": found.message(visit.language), **_choices(visit)}, 403)
    codes = {"codes": found.recovery_codes, "then": _THEN[found.signed_in.then]}
    return Page("recovery_codes", codes, headers={"Set-Cookie": _cookie(found.signed_in.token, visit)})


def _cookie(token: str, visit: Visit) -> str:
    secure = "; Secure" if visit.platform.settings.secure_cookies else ""
    return f"{COOKIE}={token}; HttpOnly; SameSite=lax; Path=/{secure}"


def _actor_page(visit: Visit) -> Page:
    return Page("choose_actor", {"refused": "", **_choices(visit)})


def _actor(visit: Visit) -> Page | Moved:
    found = sessions.choose_actor(visit.platform.gate, _token(visit), _form(visit, "actor"))
    return _went(found, "choose_actor", visit)


def _sign_out(visit: Visit) -> Moved:
    sessions.sign_out(visit.platform.gate, _token(visit))
    return Moved("/", {COOKIE: ""})


def _invitation_page(visit: Visit) -> Page:
    return Page("invitation", {"refused": "", "token": visit.params["token"]})


def _invitation(visit: Visit) -> Page | Moved:
    token = visit.params["token"]
    if _form(visit, "password") != _form(visit, "again"):
        return Page("invitation", {"refused": "different", "token": token}, 400)
    found = logins.accept(visit.platform.gate, token, _form(visit, "password"), visit.caller.address)
    if isinstance(found, Refused):
        return Page("invitation", {"refused": found.message(visit.language), "token": token}, 403)
    return Moved("/sign-in")


def _me(visit: Visit) -> Page:
    gate, login = visit.platform.gate, visit.caller.login
    return Page(
        "me",
        {
            "refused": "",
            "me": visit.caller,
            "actor": visit.actor,
            "sessions": sessions.own_sessions(gate, login),
            "keys": api_keys.list_keys(visit.view, login=login),
            "looks": looks.looks_at_subject(visit.view, login, 50),
            "second_factor": second_factor.has_second_factor(visit.view, login),
            **_choices(visit),
        },
    )


def _end_session(visit: Visit) -> Moved:
    _must(sessions.end_own(visit.platform.gate, visit.caller, visit.params["session"]), visit)
    return Moved("/me")


def _confirm(visit: Visit) -> Page | Moved:
    found = sign_in.confirm(
        visit.platform.gate, _token(visit), password=_form(visit, "secret"), code=_form(visit, "secret"),
        address=visit.caller.address,
    )  # fmt: skip
    if isinstance(found, Refused):
        raise Trouble(403, str(found.outcome), details=found.details)
    return Moved("/me", {COOKIE: found.token})


def _make_key(visit: Visit) -> Page:
    gate = visit.platform.gate
    days = _form(visit, "days")
    expires = after(gate.now(), 86_400 * int(days)) if days.isdecimal() and len(days) < 5 else ""
    scopes = _form(visit, "scopes").split()
    found = api_keys.make_key(gate, visit.caller, visit.caller.actor, scopes, expires, _form(visit, "name"))
    if isinstance(found, Refused):
        raise Trouble(403, str(found.outcome), details=found.details)
    return Page("new_key", {"key": found})


def _revoke_key(visit: Visit) -> Moved:
    _must(api_keys.revoke_key(visit.platform.gate, visit.caller, visit.params["key"]), visit)
    return Moved("/me")


def _must(refused: Refused | None, visit: Visit) -> None:
    if refused is not None:
        raise Trouble(403, str(refused.outcome), details=refused.details)


def _post(path: str, right: str, handler: object, summary: str, *params: Param) -> Route:
    return Route("POST", path, right, handler, summary, params=params, takes="form")  # type: ignore[arg-type]


_TOKEN = Param("token", "The invitation.", where="path")

ROUTES = [
    Route("GET", "/sign-in", OPEN, _sign_in_page, "Sign in."),
    _post("/sign-in", OPEN, _sign_in, "Sign in by login and password."),
    Route("GET", "/sign-in/code", OPEN, _code_page, "The second factor."),
    _post("/sign-in/code", OPEN, _code, "Show the second factor."),
    Route("GET", "/sign-in/enrol", OPEN, _enrol_page, "Set up a second factor."),
    _post("/sign-in/enrol", OPEN, _enrol, "Finish setting up a second factor."),
    Route("GET", "/sign-in/actor", OPEN, _actor_page, "Choose as whom to act."),
    _post("/sign-in/actor", OPEN, _actor, "Act as somebody."),
    _post("/sign-out", OPEN, _sign_out, "Sign out."),
    Route("GET", "/invitation/{token}", OPEN, _invitation_page, "An invitation.", params=(_TOKEN,)),
    _post("/invitation/{token}", OPEN, _invitation, "Accept an invitation.", _TOKEN),
    Route("GET", "/me", SIGNED_IN, _me, "One's own sessions and keys."),
    _post("/me/confirm", SIGNED_IN, _confirm, "Confirm one's session anew."),
    _post("/me/sessions/{session}/end", SIGNED_IN, _end_session, "End a session.", Param("session", "", "path")),
    _post("/me/keys", SIGNED_IN, _make_key, "Make an API key."),
    _post("/me/keys/{key}/revoke", SIGNED_IN, _revoke_key, "Revoke a key.", Param("key", "", "path")),
]
