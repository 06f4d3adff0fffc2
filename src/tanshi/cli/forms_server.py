"""Forms handed in to a server by its API, with the key of the environment."""

from __future__ import annotations

import os
from typing import Any, cast

from tanshi.application.forms import Form
from tanshi.core.finding import problem

#: The environment variable that holds an API key: on the command line every process could read it.
KEY = "TANSHI_KEY"

_TIMEOUT_S = 120


def to_server(form: Form, data: bytes, name: str, server: str, entity: str) -> dict[str, Any]:
    """Send a file to a server with the key of the environment; a refusal with findings is an answer as well."""
    import json
    from urllib.error import HTTPError, URLError
    from urllib.parse import urlencode, urlsplit
    from urllib.request import Request, urlopen

    key = os.environ.get(KEY, "")
    if not key:
        raise problem("forms.no_key", variable=KEY)
    if urlsplit(server).scheme not in ("http", "https"):
        raise problem("forms.no_server", where=server, reason="http:// or https://")
    query = urlencode({"name": name, **({"entity": entity} if entity else {})})
    url = f"{server.rstrip('/')}/api/v1/forms/{form.id}?{query}"
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/octet-stream"}
    try:
        with urlopen(Request(url, data, headers, method="POST"), timeout=_TIMEOUT_S) as answer:
            return cast("dict[str, Any]", json.load(answer))
    except HTTPError as error:
        document = _problem(error.read())
        if "filed" in document:
            return cast("dict[str, Any]", document["filed"])
        reason = document.get("detail") or f"{error.code} {error.reason}"
        raise problem("forms.server_refused", where=server, reason=reason) from error
    except (URLError, OSError, ValueError) as error:
        raise problem("forms.no_server", where=server, reason=str(getattr(error, "reason", error))) from error


def _problem(body: bytes) -> dict[str, Any]:
    import json

    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
