"""The production layout of docs/production.md, tried: two processes over one PostgreSQL, nginx with TLS before them."""

import base64
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tanshi.application.identity import api_keys, sessions, sign_in
from tanshi.application.market import open_market
from tanshi.client import ApiProblem, Client, HttpTransport, NotSignedIn, Unavailable
from tanshi.client.api import RegistryFundTrading, RegistryIssue, RegistryReturnFromTrading
from tests.server.world import PASSWORD, World

ROOT = Path(__file__).parent.parent.parent
NAME = "market.example.org"

pytestmark = pytest.mark.slow

#: Two processes and a server to start each time: what other tests of this file touch too is left to the soak.
in_soak = pytest.mark.skipif("TANSHI_SOAK" not in os.environ, reason="two processes more: `make soak` runs it")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


#: What was opened by a test, to be closed after it.
OPENED = []


def opened(transport):
    OPENED.append(transport)
    return transport


class Process:
    """One `tanshi serve`."""

    def __init__(self, url, folder):
        self.port = free_port()
        self.log = folder / f"{self.port}.log"
        keys = f"k1:{base64.b64encode(bytes(range(32))).decode()}"
        settings = folder / "tanshi.toml"
        text = (ROOT / "deploy" / "tanshi.toml").read_text("utf-8")
        settings.write_text(text.replace("[server]\n", "[server]\ncalls_per_minute = 1000000\n"), "utf-8")
        command = [
            sys.executable, "-m", "tanshi", "serve", "--db", url, "--port", str(self.port),
            "--settings", str(settings),
        ]  # fmt: skip
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                command, stderr=out, stdout=out, env={**os.environ, "TANSHI_IDENTITY_KEYS": keys}
            )

    def wait(self):
        transport = opened(HttpTransport(self.url))
        for _ in range(300):
            try:
                if transport.send("GET", "/readyz", {}, None).status == 200:
                    return self
            except Exception:
                assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def lines(self):
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(20)


class Layout:
    """People with keys, two processes, and the way to ask them."""

    def __init__(self, url, folder):
        market = open_market(url)
        self.world = World(market)
        self.folder = folder
        key = {actor: self.world.key(actor)["Authorization"][7:] for actor in ("registry/1", "registry/2", "H1/1")}
        registry = self.world.api("registry/1")
        issue = RegistryIssue(holder="H1", instrument="CEA22", amount_t=10_000, ground="order", instruction="i")
        self.world.confirm(registry.registry_issue(issue).proposal, "registry/2")
        self.keys = key
        self.processes = [Process(url, folder), Process(url, folder)]

    def client(self, number, actor="H1/1", **options):
        return Client(key=self.keys[actor], transport=opened(HttpTransport(self.processes[number].url)), **options)


@pytest.fixture
def layout(pg_url, tmp_path):
    made = Layout(pg_url, tmp_path)
    for process in made.processes:
        process.wait()
    yield made
    while OPENED:
        OPENED.pop().close()
    for process in made.processes:
        if process.process.poll() is None:
            process.stop()
    made.world.close()
    made.world.market.close()


FUND = RegistryFundTrading(holder="H1", instrument="CEA22", amount_t=1)
BACK = RegistryReturnFromTrading(holder="H1", instrument="CEA22", amount_t=1)


@in_soak
def test_what_is_written_through_one_is_read_through_the_other(layout):
    one, other = layout.client(0), layout.client(1)
    for turn in range(20):
        done = one.registry_fund_trading(FUND)
        other.position = one.position
        assert other.balance("H1/trading", "CEA22").amount == turn + 1
        again = other.registry_fund_trading(FUND, id=done.id)  # the other process knows the id as well
        assert (again.exists, again.position) == (True, done.position)


def test_a_key_and_a_session_taken_away_stop_in_the_other_process_at_the_next_request(layout):
    world, other = layout.world, layout.client(1)
    assert other.me().actor == "H1/1"  # now the other process remembers the caller
    (row,) = [k for k in keys_of(world) if layout.keys["H1/1"].split("_")[1] in k.id]
    assert api_keys.revoke_key(world.gate, world.caller("H1/1"), row.id) is None
    with pytest.raises(NotSignedIn):
        other.me()

    found = sign_in.sign_in(world.gate, "h1-1", PASSWORD)
    transport = opened(HttpTransport(layout.processes[1].url))
    cookie = {"Cookie": f"tanshi_session={found.token}"}
    assert transport.send("GET", "/api/v1/me", cookie, None).status == 200
    sessions.sign_out(world.gate, found.token)
    assert transport.send("GET", "/api/v1/me", cookie, None).status == 401


def keys_of(world):
    with world.market.view() as view:
        return api_keys.list_keys(view, login="h1-1")


def test_no_acknowledged_command_is_lost_when_a_process_dies(layout):
    """Callers of both processes; one is killed; what was answered is in the journal, once."""
    answered, lock, stop = [], threading.Lock(), threading.Event()

    def caller(number):
        client = layout.client(number % 2, retries=0)
        turn = 0
        while not stop.is_set():
            name, item = (("registry_fund_trading", FUND), ("registry_return_from_trading", BACK))[turn % 2]
            id = f"kill/{number}/{turn:06d}"
            try:
                done = getattr(client, name)(item, id=id)
            except Unavailable:
                client = layout.client(1, retries=0)  # the same again, through the process that lives
                done = getattr(client, name)(item, id=id)
            with lock:
                answered.append((id, done.position))
            turn += 1

    threads = [threading.Thread(target=caller, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    time.sleep(2)
    assert layout.processes[0].stop(signal.SIGKILL) == -signal.SIGKILL
    time.sleep(2)
    stop.set()
    for thread in threads:
        thread.join(20)
    with layout.world.market.view() as view:
        sql = "SELECT id, first_position FROM journal_command WHERE id LIKE 'kill/%'"
        journal = dict(view.fetch(sql))
    assert len(answered) > 100
    assert {id for id, _ in answered} <= set(journal)
    assert all(journal[id] == position for id, position in answered)
    assert {id.split("/")[1] for id, _ in answered} == {str(n) for n in range(6)}


@in_soak
def test_ended_by_the_operator_a_process_finishes_what_it_has_taken(layout):
    layout.client(0).registry_fund_trading(FUND)
    assert layout.processes[0].stop(signal.SIGTERM) in (0, -signal.SIGTERM)
    assert layout.client(1).balance("H1/trading", "CEA22").amount == 1


# behind nginx


@pytest.fixture
def proxied(layout, tmp_path):
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed")
    port, plain = free_port(), free_port()
    certificate(tmp_path)
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for old, new in (
        ("listen 443 ", f"listen 127.0.0.1:{port} "), ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("/etc/tanshi/tls/fullchain.pem", f"{tmp_path}/tls.crt"),
        ("/etc/tanshi/tls/privkey.pem", f"{tmp_path}/tls.key"),
        ("/var/log/nginx/tanshi.log", f"{tmp_path}/access.log"),
        ("127.0.0.1:8321", f"127.0.0.1:{layout.processes[0].port}"),
        ("127.0.0.1:8322", f"127.0.0.1:{layout.processes[1].port}"),
    ):  # fmt: skip
        assert old in text, old
        text = text.replace(old, new)
    text = f"pid {tmp_path}/nginx.pid;\nerror_log {tmp_path}/error.log;\ndaemon off;\n{text}"
    for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        text = text.replace("http {\n", f"http {{\n    {kind}_temp_path {tmp_path}/{kind};\n", 1)
    (tmp_path / "nginx.conf").write_text(text, "utf-8")
    command = [nginx, "-p", str(tmp_path), "-e", f"{tmp_path}/error.log", "-c", str(tmp_path / "nginx.conf")]
    with ExitStack() as stack:
        process = stack.enter_context(subprocess.Popen(command, stderr=subprocess.PIPE))
        stack.callback(process.terminate)
        for _ in range(100):
            assert process.poll() is None, process.stderr.read()
            try:
                socket.create_connection(("127.0.0.1", port), 0.1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield Proxied(port, plain, tmp_path, layout)


class Proxied:
    def __init__(self, port, plain, folder, layout):
        self.port, self.plain, self.folder, self.layout = port, plain, folder, layout
        self.context = ssl.create_default_context(cafile=str(folder / "tls.crt"))
        self.context.check_hostname = False

    def transport(self):
        return opened(HttpTransport(f"https://127.0.0.1:{self.port}", context=self.context))

    def client(self, **options):
        return Client(key=self.layout.keys["H1/1"], transport=self.transport(), **options)


def certificate(folder):
    """Write a certificate of our own for an hour."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(minutes=5)).not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "tls.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "tls.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))


def test_through_tls_and_the_proxy_to_both_processes(proxied):
    market = proxied.client()
    for turn in range(12):
        assert market.registry_fund_trading(FUND).done
        assert market.balance("H1/trading", "CEA22").amount == turn + 1
    transport = proxied.transport()
    page = transport.send("GET", "/", {"X-Request-Id": "from-a-stranger", "X-Forwarded-For": "6.6.6.6"}, None)
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    assert re.fullmatch(r"[0-9a-f]{32}", page.headers["tanshi-request"])  # the proxy's number, not the stranger's
    assert transport.send("GET", "/metrics", {}, None).status == 404
    plain = opened(HttpTransport(f"http://127.0.0.1:{proxied.plain}")).send("GET", "/law", {}, None)
    assert (plain.status, plain.headers["location"]) == (301, f"https://{NAME}/law")
    asked = [sum(line.get("route", "").startswith("/api") for line in p.lines()) for p in proxied.layout.processes]
    assert min(asked) > 0, asked
    written = (proxied.folder / "access.log").read_text()
    assert page.headers["tanshi-request"] in written
    assert "6.6.6.6" not in written


def test_a_process_that_dies_is_not_noticed_by_who_reads_and_costs_a_writer_a_second_try(proxied):
    market = proxied.client(retries=6)
    for turn in range(30):
        if turn == 10:
            proxied.layout.processes[0].stop(signal.SIGKILL)
        assert market.registry_fund_trading(FUND).done
        assert market.balance("H1/trading", "CEA22").amount == turn + 1


@in_soak
def test_a_body_beyond_the_bound_is_stopped_at_the_door(proxied):
    with pytest.raises(ApiProblem) as raised:
        proxied.client()._send(dict, "POST", "/api/v1/forms/power-month", {}, b" " * (21 << 20))
    assert raised.value.status in (0, 413)
