"""Signing in at a provider (OpenID Connect): the page that sends the browser there, and the one it comes back to.

What the answer has to agree with is remembered on our side under a cookie of this browser; the answer is taken once.
"""

from __future__ import annotations

from tanshi.application.identity.oidc_provider import is_safe
from tanshi.application.identity.refusal import Refused
from tanshi.core.catalogue import LANGUAGES
from tanshi.server.account import _THEN, _choices, _token
from tanshi.server.platform import COOKIE, Visit
from tanshi.server.routing import OPEN, Moved, Page, Param, Route, Trouble

#: The cookie of a sign-on that was begun; without it nobody else's answer can be slipped to this browser.
BEGUN = "tanshi_sign_on"

#: The cookie of the language it was begun in, which the provider's answer does not carry.
SPOKEN = "tanshi_sign_on_language"

PATH = "/sign-in/with/{provider}"


def _begin(visit: Visit) -> Page | Moved:
    back = f"{visit.site}{PATH.format(provider=visit.params['provider'])}/answer"
    if not is_safe(back):
        raise Trouble(403, "http.sign_on_needs_tls")
    found = visit.platform.sign_on.begin(visit.params["provider"], back)
    if isinstance(found, Refused):
        return _again(visit, found)
    return Moved(found.url, {BEGUN: found.cookie, SPOKEN: visit.params.get("lang", "")})


def _answer(visit: Visit) -> Page | Moved:
    """Take the provider's answer; whatever it was, what was begun is over."""
    answer = {name: value for name, value in visit.params.items() if name != "provider"}
    found = visit.platform.sign_on.finish(
        visit.params["provider"], answer, visit.cookies.get(BEGUN, ""),
        address=visit.caller.address, previous=_token(visit),
    )  # fmt: skip
    if isinstance(found, Refused):
        return _again(visit, found)
    spoken = visit.cookies.get(SPOKEN, "")
    to = f"{_THEN[found.then]}?lang={spoken}" if spoken in LANGUAGES else _THEN[found.then]
    return Moved(to, {COOKIE: found.token, BEGUN: "", SPOKEN: ""})


def _again(visit: Visit, refused: Refused) -> Page:
    status = 404 if str(refused.outcome) == "identity.provider_not_found" else 403
    return Page("sign_in", {"refused": refused.message(visit.language), **_choices(visit)}, status)


_PROVIDER = Param("provider", "Name of a provider, as the settings have it.", where="path")

ROUTES = [
    Route("GET", PATH, OPEN, _begin, "Sign in at a provider.", params=(_PROVIDER,)),
    Route("GET", f"{PATH}/answer", OPEN, _answer, "The provider's answer.", params=(_PROVIDER,)),
]
