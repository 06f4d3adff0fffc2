"""What every call does, without a server: ids, retries, positions, refusals, paths, records."""

import gzip
import http.server
import json
import threading
from dataclasses import dataclass, field

import pytest

from tanshi.client import (
    ApiProblem,
    Client,
    HttpTransport,
    Lost,
    NotFound,
    NotPermitted,
    NotSignedIn,
    NotUnderstood,
    Refused,
    Reply,
    TooMany,
    Unavailable,
)
from tanshi.client.api import RegistryFundTrading
from tanshi.client.base import decode, encode

ANSWER = {"id": "x", "outcome": "registry.done", "done": True, "exists": False, "position": 7, "size": 8, "new": 1}
FUND = RegistryFundTrading(holder="H1", instrument="CEA22", amount_t=1)


class Script:
    """A transport that answers as it is told, one reply or loss after the other, and remembers what was sent."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.sent = []

    def send(self, method, target, headers, body):
        self.sent.append((method, target, dict(headers), json.loads(body) if body else None))
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    def close(self):
        pass


def reply(status=200, plain=ANSWER, **headers):
    return Reply(status, {k.replace("_", "-"): v for k, v in headers.items()}, json.dumps(plain).encode())


def client(*replies, **options):
    waits = []
    made = Client(transport=Script(*replies), sleep=waits.append, **options)
    made.waits, made.script = waits, made._transport
    return made


def test_a_command_is_sent_again_under_its_id_after_a_lost_answer():
    made = client(Lost("reset"), reply(503, {}, retry_after="7"), reply())
    assert made.registry_fund_trading(FUND).done
    ids = [body["id"] for _, _, _, body in made.script.sent]
    assert len(set(ids)) == 1
    assert made.waits == [0.5, 7]
    assert made.script.sent[0][3]["items"] == [
        {"holder": "H1", "instrument": "CEA22", "amount_t": 1},
    ]  # fmt: skip


def test_two_commands_have_two_ids_and_one_s_own_is_kept():
    made = client(reply(), reply(), reply())
    made.registry_fund_trading(FUND)
    made.registry_fund_trading(FUND)
    made.registry_fund_trading(FUND, id="mine/1", dry_run=True)
    first, second, mine = made.script.sent
    assert first[3]["id"] < second[3]["id"]
    assert (mine[1], mine[3]["id"]) == ("/api/v1/commands/registry.fund_trading?dry_run=true", "mine/1")


def test_what_may_not_be_repeated_is_sent_once():
    made = client(Lost("reset"))
    with pytest.raises(Unavailable) as raised:
        made.confirm("p1")
    assert (raised.value.outcome, len(made.script.sent)) == ("client.no_answer", 1)


def test_refusals_are_not_repeated_and_waiting_doubles():
    made = client(reply(409, {"outcome": "registry.exceeds_holding"}))
    with pytest.raises(Refused):
        made.registry_fund_trading(FUND)
    busy = client(*[reply(503, {})] * 4, retries=3)
    with pytest.raises(Unavailable):
        busy.index()
    assert busy.waits == [0.5, 1.0, 2.0]


def test_a_client_reads_what_it_wrote():
    made = client(reply(tanshi_position="41"), reply(plain={"amount": 3, "position": 41}), reply(tanshi_position="12"))
    made.registry_fund_trading(FUND)
    assert made.balance("H1/registration", "CEA22").amount == 3
    assert made.script.sent[1][2]["Tanshi-Min-Position"] == "41"
    made.registry_fund_trading(FUND)
    assert made.position == 41


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, NotUnderstood), (401, NotSignedIn), (403, NotPermitted), (404, NotFound), (409, Refused),
     (413, NotUnderstood), (418, ApiProblem), (422, NotUnderstood), (429, TooMany), (500, Unavailable)],
)  # fmt: skip
def test_each_status_is_a_kind_of_refusal(status, kind):
    finding = {"code": "forms.bad", "where": "Months!F17", "message": "m", "message_zh": "中", "citation": "art. 3"}
    document = {"outcome": "x.y", "detail": "words", "findings": [finding, finding], "answer": {"item": 0}}
    made = client(reply(status, document, retry_after="9", tanshi_request="abc"), retries=0)
    with pytest.raises(kind) as raised:
        made.index()
    found = raised.value
    assert (found.outcome, found.message, found.retry_after_s, found.request) == ("x.y", "words", 9, "abc")
    assert found.findings[0].where == "Months!F17"
    assert found.citations == ["art. 3"]
    assert str(found) == "x.y: words"


def test_an_answer_that_is_no_problem_document_is_still_a_refusal():
    made = client(Reply(502, {}, b"<html>bad gateway"), retries=0)
    with pytest.raises(Unavailable) as raised:
        made.index()
    assert raised.value.outcome == "http.502"


def test_names_in_paths_cannot_change_the_address():
    made = client(reply(plain={"amount": 0, "position": 0}))
    made.balance("H1?x=1#/reg istration%2F", "CEA22")
    assert made.script.sent[0][1] == "/api/v1/balances/H1%3Fx%3D1%23/reg%20istration%252F/CEA22"


def test_a_list_is_read_page_by_page():
    rows = [
        {"account": f"a{n}", "instrument": "CEA22", "amount": n, "overdraft": 0, "last_transfer": 0, "moves": 0}
        for n in (1, 2)
    ]
    pages = [{"items": rows[:1], "after": "a1|CEA22", "position": 3}, {"items": rows[1:], "after": "", "position": 4}]
    made = client(*(reply(plain=page, tanshi_position=str(page["position"])) for page in pages))
    listing = made.list_holdings(instrument="CEA22")
    assert [row.amount for row in listing] == [1, 2]
    assert listing.position == 4
    assert "after=a1%7CCEA22" in made.script.sent[1][1]
    assert all("instrument=CEA22" in sent[1] for sent in made.script.sent)


def test_a_bounded_list_is_one_page():
    made = client(reply(plain={"items": [], "after": "more", "position": 3}))
    assert list(made.list_holdings(limit=5)) == []
    assert len(made.script.sent) == 1


def test_csv_of_several_pages_has_one_header():
    made = client(Reply(200, {"tanshi-after": "a"}, b"x,y\n1,2\n"), Reply(200, {"tanshi-after": ""}, b"x,y\n3,4\n"))
    assert made.list_holdings().csv() == b"x,y\n1,2\n3,4\n"


def test_compressed_answers_are_opened():
    made = client(Reply(200, {"content-encoding": "gzip"}, gzip.compress(json.dumps(["a"]).encode())))
    assert made.measures() == ["a"]


@dataclass(frozen=True, kw_only=True)
class Inner:
    n: int


@dataclass(frozen=True, kw_only=True)
class Outer:
    inner: Inner
    many: list[Inner]
    named: dict[str, Inner]
    from_: str = field(metadata={"name": "from"})
    either: Inner | str | None = None


def test_records_and_plain_data_are_inverse():
    one = Outer(inner=Inner(n=1), many=[Inner(n=2)], named={"a": Inner(n=3)}, from_="x", either=Inner(n=4))
    assert encode(one)["from"] == "x"
    assert decode(Outer, encode(one)) == one
    assert decode(Outer, {**encode(one), "unknown": 1}) == one
    assert "either" not in encode(Outer(inner=Inner(n=1), many=[], named={}, from_="x"))


@pytest.mark.parametrize("url", ["market.example.org", "ftp://x", "http://", ""])
def test_an_address_that_is_none_is_refused_at_once(url):
    with pytest.raises(ValueError, match="is no address"):
        Client(url)


class Once(http.server.BaseHTTPRequestHandler):
    """Answers one request a connection, then closes it without saying so."""

    protocol_version = "HTTP/1.1"
    seen: list[str] = []  # noqa: RUF012

    def do_GET(self):
        Once.seen.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")
        self.close_connection = True

    do_POST = do_GET  # noqa: N815

    def log_message(self, *args):
        pass


def test_a_connection_that_was_closed_while_it_idled_is_opened_anew():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Once)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    transport = HttpTransport(f"http://127.0.0.1:{server.server_port}/market/")
    assert [transport.send("GET", f"/{n}", {}, None).status for n in range(3)] == [200] * 3
    assert Once.seen == ["/market/0", "/market/1", "/market/2"]
    with pytest.raises(Lost):  # nobody knows whether a write that got no answer was carried out
        transport.send("POST", "/3", {}, b"")
    server.shutdown()
    server.server_close()
    with pytest.raises(Lost):
        transport.send("GET", "/4", {}, None)
    transport.close()
