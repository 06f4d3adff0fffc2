"""Reminders: once a task, stage and person; by mail over a real server; what the server refuses or is not there for."""

import socket
from datetime import date

import pytest
from aiosmtpd.controller import Controller

from tanshi.application.identity.settings import read_settings
from tanshi.application.work.deadlines import Deadline
from tanshi.application.work.mail import MailSettings, read_mail
from tanshi.application.work.reminders import notices, remind, stage_of
from tanshi.core.finding import Problem
from tests.server import cases
from tests.server.world import World


class Server:
    """A mail server of this machine: keeps what it takes and refuses what it is told to."""

    def __init__(self):
        self.taken = []
        self.refuses = {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append((envelope.rcpt_tos, envelope.content.decode("utf-8", "replace")))
        return "250 OK"


@pytest.fixture
def server():
    handler = Server()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def world(market, clock):
    made = World(market)
    cases.plant(market, area="37")
    made._person("P1/1")
    with made.gate.engine.aside() as writes:
        writes.execute("UPDATE identity_login SET email = 'plant@example.org' WHERE id = 'p1-1'")
    made.clock = clock
    yield made
    made.close()


def settings(port, **changes):
    given = {"host": "127.0.0.1", "port": port, "tls": "none", "sender": "tanshi@example.org", "timeout_s": 5}
    return MailSettings(**{**given, "site": "https://market.example", **changes})


def run(world, mail):
    return remind(world.gate, world.market.law, mail, "en")


def mails(world):
    with world.market.view() as view:
        return sorted(view.fetch("SELECT login, mail, mail_code FROM work_notice WHERE login = 'p1-1'"))


def test_a_person_is_reminded_once_by_one_mail(world, server):
    first = run(world, settings(server.port))
    assert (first.mails["sent"], first.mails["refused"], first.tasks) == (1, 0, 13)  # 12 months and the report
    ((to, content),) = server.taken
    assert to == ["plant@example.org"]
    assert "Subject: tanshi: 13 tasks" in content
    assert "Annual report is to be filed, 2022: 1 (first P1), was due 2023-03-31" in content
    assert "https://market.example/tasks" in content
    assert {state for _, state, _ in mails(world)} == {"sent"}
    again = run(world, settings(server.port))
    assert (again.notices, again.tasks, sum(again.mails.values()), len(server.taken)) == (0, 0, 0, 1)


def test_a_new_stage_is_a_new_reminder(world, server):
    cases.months(world.market, world.clock)
    with world.market.view() as view:
        opened = view.head().recorded_at[:10]
    assert opened == "2023-05-04"
    cases.verified(world.market, world.clock)
    said = []
    for day in (date(2023, 5, 4), date(2023, 6, 1), date(2023, 6, 20), date(2023, 6, 29), date(2023, 7, 3)):
        world.clock.put_day(day)
        run(world, settings(server.port))
        with world.market.view() as view:
            said.append([(n.kind, n.stage) for n in notices(view, "sd-1")][:1])
    stages = [pair for (pair,) in said]
    assert stages == [
        ("report_to_confirm", "open"), ("report_to_confirm", "due/20"), ("report_to_confirm", "due/20"),
        ("report_to_confirm", "due/1"), ("report_to_confirm", "overdue"),
    ]  # fmt: skip


def test_a_server_that_is_not_there_leaves_the_reminder_pending(world, server):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = free.getsockname()[1]
    gone = run(world, settings(nobody))
    assert gone.unreachable
    assert {state for _, state, _ in mails(world)} == {"pending"}
    then = run(world, settings(server.port))
    assert (then.notices, then.mails["sent"], len(server.taken)) == (0, 1, 1)


@pytest.mark.parametrize(
    ("email", "answer", "state", "code"),
    [
        ("plant@example.org", "550 no such user", "refused", "550"),
        ("plant@example.org", "451 try again later", "pending", "451"),
        ("no address", "", "refused", "address"),
        ("a@b.example, c@d.example", "", "refused", "address"),
        ("line@break.example\nBcc: x@example.org", "", "refused", "address"),
    ],
)
def test_what_the_server_does_not_take_is_told(world, server, email, answer, state, code):
    with world.gate.engine.aside() as writes:
        writes.execute("UPDATE identity_login SET email = ? WHERE id = 'p1-1'", [email])
    if answer:
        server.refuses[email] = answer
    found = run(world, settings(server.port))
    assert set(mails(world)) == {("p1-1", state, code)}
    assert found.refused == ([("p1-1", code)] if state == "refused" else [])
    assert server.taken == []
    server.refuses.clear()
    run(world, settings(server.port))
    assert len(server.taken) == (1 if state == "pending" else 0)


def test_without_a_server_or_an_address_a_reminder_stands_on_the_platform_only(world):
    run(world, MailSettings())
    assert {state for _, state, _ in mails(world)} == {"none"}


def test_a_mail_that_was_begun_is_not_sent_twice(world, server):
    with_host = settings(1)
    run(world, with_host)
    with world.gate.engine.aside() as writes:
        writes.execute("UPDATE work_notice SET mail = 'sending', mail_at = ?", [world.gate.now()])
    assert run(world, settings(server.port)).mails["unknown"] == 0  # perhaps another run is at it
    world.clock.put_day(date(2023, 5, 5))
    late = run(world, settings(server.port))
    assert late.mails["unknown"] > 0
    assert not any("13 tasks" in content for _, content in server.taken)


def test_a_colleague_s_request_reminds_the_second_person_only(world):
    issue = {"holder": "H1", "instrument": "CEA22", "amount_t": 100, "ground": "order", "instruction": "i"}
    world.send("registry/1", "registry.issue", issue)
    run(world, MailSettings())
    with world.market.view() as view:
        assert [n.kind for n in notices(view, "registry-2")] == ["proposal"]
        assert notices(view, "registry-1") == []


def test_no_address_is_written_to_a_log(world, server, caplog):
    caplog.set_level("DEBUG", "tanshi")
    server.refuses["plant@example.org"] = "550 plant@example.org unknown"
    run(world, settings(server.port))
    assert "plant@example.org" not in "".join(r.getMessage() + str(r.__dict__) for r in caplog.records)


@pytest.mark.parametrize(
    ("left", "stage"),
    [(None, "open"), (30, "open"), (20, "due/20"), (6, "due/20"), (5, "due/5"), (2, "due/5"), (1, "due/1"),
     (0, "due/1"), (-1, "overdue")],
)  # fmt: skip
def test_stages(left, stage):
    assert stage_of(Deadline(date(2023, 1, 1), None, left), (20, 5, 1)) == stage


# settings


def test_settings_with_their_secret_from_environment_and_file(tmp_path):
    (tmp_path / "secret").write_text("from a file\n")
    for password, read in (("env:P", "x"), (f"file:{tmp_path / 'secret'}", "from a file"), ("plain", "plain")):
        path = tmp_path / "s.toml"
        path.write_text(
            f'[mail]\nhost = "h"\nsender = "a@b"\nuser = "u"\npassword = "{password}"\ndays = [3]\n'
            "[identity]\ncache_s = 3\n"
        )
        found = read_mail(path, {"P": "x"})
        assert (found.password, found.port, found.tls, found.days) == (read, 587, "starttls", (3,))
        assert read not in repr(found) or read == "x"
        assert read_settings(path, {})[0].cache_s == 3
    assert read_mail(None) == MailSettings()


@pytest.mark.parametrize(
    "text",
    ['colour = "red"', "port = 0", 'port = "25"', 'tls = "sometimes"', 'host = "h"', 'days = ["x"]', "days = [-1]",
     'password = "env:NOT_THERE"', 'password = "file:/not/there"'],
)  # fmt: skip
def test_wrong_settings_are_told(tmp_path, text):
    path = tmp_path / "s.toml"
    path.write_text(f"[mail]\n{text}\n")
    with pytest.raises(Problem):
        read_mail(path, {})
