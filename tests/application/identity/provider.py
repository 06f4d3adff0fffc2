"""A single sign-on provider on the loopback: authlib's authorization server with PKCE and OpenID Connect, over HTTP.

It runs in a thread, keeps codes in memory, and can be told to lie in one way at a time (`lies`, `forge`).
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Payload, OAuth2Request
from authlib.oauth2.rfc6749.errors import OAuth2Error
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from authlib.oidc.core.models import AuthorizationCodeMixin
from joserfc.jwk import ECKey, KeySet, RSAKey

CLIENT = "tanshi"
SECRET = "a secret: 100% & more/"
REDIRECT = "http://127.0.0.1:8321/sign-in/oidc/"


@dataclass
class Client(ClientMixin):
    id: str = CLIENT
    secret: str = SECRET

    def get_client_id(self):
        return self.id

    def get_default_redirect_uri(self):
        return None

    def get_allowed_scope(self, scope):
        return scope

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri.startswith(REDIRECT)

    def check_client_secret(self, client_secret):
        return client_secret == self.secret

    def check_endpoint_auth_method(self, method, endpoint):
        return method == ("client_secret_basic" if self.secret else "none")

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    code: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    user: dict[str, Any]

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return None

    def get_acr(self):
        return None

    def get_amr(self):
        return self.user.get("amr")


class Payload(OAuth2Payload):
    def __init__(self, pairs):
        self._pairs = pairs

    @cached_property
    def data(self):
        return dict(self._pairs)

    @cached_property
    def datalist(self):
        values = defaultdict(list)
        for name, value in self._pairs:
            values[name].append(value)
        return values


class Request(OAuth2Request):
    def __init__(self, handler: BaseHTTPRequestHandler, body: str) -> None:
        # authlib asks for https, which a loopback does not have
        super().__init__(handler.command, "https://provider" + handler.path, headers=handler.headers)
        query = parse_qsl(urlsplit(handler.path).query)
        self._form = parse_qsl(body)
        self.payload = Payload(query + self._form)

    @property
    def args(self):
        return self.payload.data

    @property
    def form(self):
        return dict(self._form)


class Server(AuthorizationServer):
    def __init__(self, provider: Provider) -> None:
        super().__init__()
        self.provider = provider
        self.register_token_generator(
            "default", lambda **_: {"token_type": "Bearer", "access_token": "at", "scope": "openid email"}
        )

    def query_client(self, client_id):
        return self.provider.client if client_id == self.provider.client.id else None

    def save_token(self, token, request):
        pass

    def send_signal(self, name, *args, **kwargs):
        pass

    def create_oauth2_request(self, request):
        return request

    def handle_response(self, status, body, headers):
        return status, body, headers


class Provider:
    """The provider. `user` is who signs in there; `now` is its clock, in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.requests: list[str] = []
        self._first_key = RSAKey.generate_key(2048, {"use": "sig", "kid": "rsa-1"})
        self.codes: dict[str, Code] = {}
        self.be_honest()
        self._server = self._oauth()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def be_honest(self) -> None:
        """Be as at the beginning: the first key, one person, no lies."""
        self.client = Client()
        self.user: dict[str, Any] = {"sub": "wang@idp"}
        self.lies: dict[str, Any] = {}
        self.metadata_lies: dict[str, Any] = {}
        self.raw: dict[str, Any] = {}
        self.forge: Callable[[str], Any] | None = None
        self.names_itself = self.down = False
        self.key, self.alg = self._first_key, "RS256"
        self.published = [self.key]
        self.requests.clear()
        self.codes.clear()

    def start(self) -> Provider:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def rotate(self, *, keep: bool = False) -> None:
        """Sign with a new key from now on."""
        self.key = ECKey.generate_key("P-256", {"use": "sig", "kid": f"ec-{len(self.requests)}"})
        self.alg = "ES256"
        self.published = [*self.published, self.key] if keep else [self.key]

    def answer(self, url: str) -> dict[str, str]:
        """Do what a browser does with the address `begin` gave: sign in, and return the query it is sent back with."""
        import httpx2

        with httpx2.Client(trust_env=False) as browser:
            response = browser.get(url)
        assert response.status_code == 302, response.text
        return dict(parse_qsl(urlsplit(response.headers["Location"]).query))

    def claims(self, client: Client) -> dict[str, Any]:
        now = int(self.now())
        return {"iss": self.issuer, "aud": [client.id], "iat": now, "exp": now + 300, "auth_time": now}

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": self.names_itself,
        } | self.metadata_lies

    def _oauth(self) -> Server:
        provider = self

        class Grant(AuthorizationCodeGrant):
            TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "none")

            def save_authorization_code(self, code, request):
                data = request.payload.data
                provider.codes[code] = Code(
                    code,
                    data["redirect_uri"],
                    data["scope"],
                    data.get("nonce"),
                    data.get("code_challenge"),
                    data.get("code_challenge_method"),
                    dict(provider.user),
                )

            def query_authorization_code(self, code, client):
                return provider.codes.get(code)

            def delete_authorization_code(self, authorization_code):
                del provider.codes[authorization_code.code]

            def authenticate_user(self, authorization_code):
                return authorization_code.user

        class IdToken(OpenIDCode):
            def exists_nonce(self, nonce, request):
                return any(code.nonce == nonce for code in provider.codes.values())

            def resolve_client_private_key(self, client):
                return provider.key

            def get_client_algorithm(self, client):
                return provider.alg

            def get_encode_header(self, client):
                return {"alg": provider.alg, "kid": provider.key.kid}

            def get_client_claims(self, client):
                return provider.claims(client)

            def generate_user_info(self, user, scope):
                return {k: v for k, v in user.items() if k != "amr"} | provider.lies

        server = Server(self)
        server.register_grant(Grant, [IdToken(require_nonce=True), CodeChallenge(required=True)])
        return server

    def _respond(self, handler: BaseHTTPRequestHandler) -> tuple[int, Any, list[tuple[str, str]]]:
        path = urlsplit(handler.path).path
        self.requests.append(path)
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0))).decode()
        if self.down:
            return 503, {"error": "down"}, []
        if path in self.raw:
            return self.raw[path]
        if path == "/.well-known/openid-configuration":
            return 200, self.metadata(), []
        if path == "/jwks":
            return 200, KeySet(list(self.published)).as_dict(private=False), []
        request = Request(handler, body)
        if path == "/authorize":
            try:
                grant = self._server.get_consent_grant(request, self.user)
            except OAuth2Error as error:
                return self._server.handle_error_response(request, error)
            status, body, headers = self._server.create_authorization_response(request, self.user, grant)
            if self.names_itself:
                headers = [(k, f"{v}&iss={self.issuer}" if k == "Location" else v) for k, v in headers]
            return status, body, headers
        if path == "/token":
            status, found, headers = self._server.create_token_response(request)
            if self.forge and "id_token" in found:
                found["id_token"] = self.forge(found["id_token"])
            return status, found, headers
        return 404, {}, []

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                status, body, headers = provider._respond(self)
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_POST = do_GET  # noqa: N815 - the name http.server looks for

            def log_message(self, format, *args):
                pass

        return Handler
