"""The morning's reminders and the night's check, as a serving process does them, and where they are seen."""

from contextlib import contextmanager
from datetime import date, time

import pytest

from tanshi.application import proposals
from tanshi.application.registry_day import registry_day
from tanshi.application.work import daily
from tanshi.application.work.daily import DailySettings, daily_jobs, read_daily
from tanshi.application.work.mail import Delivery, MailSettings
from tanshi.core.finding import Problem
from tanshi.journal.command import Command
from tests.server import cases
from tests.server.world import World

MAIL = MailSettings(host="mail.example.org", sender="tanshi@example.org", site="https://market.example.org/")
DAILY = DailySettings(reminders_at="07:30", check_at="02:15", check_mail="registry@example.org")


class Post:
    """A mail server that keeps what it is given."""

    def __init__(self):
        self.taken, self.is_there = [], True

    def deliver(self, message):
        self.taken.append((message["To"], message["Subject"], message.get_content()))
        return Delivery("sent", "250")

    @contextmanager
    def connected(self, settings):
        assert settings.host == MAIL.host
        yield self if self.is_there else None


@pytest.fixture
def post(monkeypatch):
    made = Post()
    monkeypatch.setattr(daily, "connected", made.connected)
    return made


@pytest.fixture
def world(market, clock):
    clock.put_day(date(2023, 5, 4))
    made = World(market)
    cases.plant(market, area="37")
    made._person("P1/1")
    made.clock = clock
    made.jobs = daily_jobs(made.gate, market, DAILY, MAIL)
    yield made
    made.close()


def night(world, day):
    """Let the night of a day come, and return what is seen: degraded, whether the check was well, differences."""
    world.clock.put_day(day, time(2, 15))
    world.jobs.turn()
    key = world.key("mee/1")
    metrics = dict(
        line.rsplit(" ", 1) for line in world.client.get("/metrics", headers=key).text.splitlines() if line[0] != "#"
    )
    console = world.client.get("/console?lang=en", headers=key).text
    found = world.client.get("/readyz")
    assert found.status_code == 200, "a process that can work stays in the proxy"
    return found.json()["degraded"], metrics["tanshi_check_ok"], metrics["tanshi_check_differences"], console


def rename(world, name):
    with world.market.engine.aside() as writes:
        writes.execute("UPDATE participants_entity SET name_zh = ? WHERE id = 'P1'", [name])


def test_books_that_differ_are_told_wherever_somebody_looks(world, post):
    assert world.client.get("/readyz").json()["degraded"] is False
    assert "No job has run here" in world.client.get("/console?lang=en", headers=world.key("mee/1")).text
    degraded, ok, count, console = night(world, date(2023, 5, 5))
    assert (degraded, ok, count, post.taken) == (False, "1", "0", [])
    metrics = world.client.get("/metrics", headers=world.key("mee/1")).text
    assert f"tanshi_check_ended_timestamp_seconds {int(world.clock.now().timestamp())}\n" in metrics, "to the second"
    assert "Check of the books" in console
    with world.market.view() as view:
        ((name,),) = view.fetch("SELECT name_zh FROM participants_entity WHERE id = 'P1'")
    rename(world, "济南被改电厂")
    degraded, ok, count, console = night(world, date(2023, 5, 6))
    assert (degraded, ok, count) == (True, "0", "1")
    assert "the books differ" in console
    assert "participants_entity P1" in console
    ((to, subject, words),) = post.taken
    assert (to, "不一致" in subject, "participants_entity P1" in words) == ("registry@example.org", True, True)
    assert "https://market.example.org/console" in words
    assert "济南被改电厂" not in words + console, "what stands in a row is not sent about"
    rename(world, name)
    degraded, ok, count, _ = night(world, date(2023, 5, 7))
    assert (degraded, ok, count, len(post.taken)) == (False, "1", "0", 1)


def test_a_mail_server_that_is_away_is_told_with_the_run(world, post):
    post.is_there = False
    rename(world, "x")
    *_, console = night(world, date(2023, 5, 5))
    assert "mail pending" in console


def test_reminders_go_out_on_working_mornings(world):
    for day, hour, notices in ((5, time(7, 29), 0), (5, time(7, 30), 1), (5, time(8), 1), (7, time(8), 1)):
        world.clock.put_day(date(2023, 5, day), hour)
        world.jobs.turn()
        with world.market.view() as view:
            found = view.fetch("SELECT DISTINCT substr(made_at, 1, 10) FROM work_notice WHERE login = 'p1-1'")
        assert len(found) == notices, (day, hour)


def test_what_is_due_of_freezes_is_asked_for_once_and_confirmed_by_a_person(world):
    """One freeze is over, one waits for units that came since; two mornings later both still wait for a person."""
    market, day = world.market, date(2023, 5, 5)
    order = {"holder": "H1", "place": "registration", "instrument": "CEA22", "organ": "court", "paper": "p"}
    issue = {"holder": "H1", "instrument": "CEA22", "amount_t": 10, "ground": "order", "instruction": "i"}
    for number, (kind, item) in enumerate(
        [
            ("registry.issue", issue),
            ("registry.freeze", {**order, "amount_t": 4, "until_day": "2023-05-04"}),
            ("registry.freeze", {**order, "amount_t": 16, "until_day": "2023-12-31"}),
            ("registry.issue", issue),
        ]
    ):
        (answer,) = market.execute([Command(f"f/{number}", "registry", "registry/1", kind, [item], "registry/2")])
        assert answer.done, answer.message()
    daily_ = DailySettings(freezes_at="09:10", freezes_actor="registry/1")
    jobs = daily_jobs(world.gate, market, daily_, MAIL)
    for later in (0, 3):
        world.clock.put_day(date(2023, 5, day.day + later), time(9, 10))
        jobs.turn()
        with market.view() as view:
            waits = proposals.waiting(view, "registry", world.gate.now())
            found = registry_day(market.law, view, market.evidence, "2023-05-05", world.gate.now())
        assert sorted((p.kind, proposals.items_of(p)) for p in waits) == [
            ("registry.end_freeze", [{"holder": "H1", "number": 1}]),
            ("registry.fill_freeze", [{"holder": "H1", "number": 2}]),
        ]
        open_ = {i.code: i.detail for i in found.closing if not i.ok}
        assert (open_["freezes_ended"], open_["freezes_filled"]) == ("H1/1", "H1/2")
    assert "Freezes to be ended or filled" in world.client.get("/console?lang=en", headers=world.key("mee/1")).text
    nobody = daily_jobs(world.gate, market, DailySettings(freezes_at="09:10", freezes_actor="nobody/1"), MAIL)
    world.clock.put_day(date(2023, 5, 9), time(9, 10))
    nobody.turn()
    with market.view() as view:
        ((outcome,),) = view.fetch("SELECT outcome FROM work_job WHERE day = '2023-05-09'")
    assert outcome == "failed"


def test_who_only_reads_has_no_jobs(world, tmp_path):
    class Reading:
        writer = None
        engine = world.market.engine

    assert daily_jobs(world.gate, Reading(), DAILY, MAIL)._jobs == []
    assert daily_jobs(world.gate, world.market, DailySettings(), MAIL)._jobs == []


MAILED = '[mail]\nhost = "m"\nsender = "a@b"\n'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", DailySettings()),
        ('[reminders]\nat = "07:30"', DailySettings(reminders_at="07:30")),
        ('[reminders]\nat = ""\nlanguage = "en"', DailySettings(reminders_language="en")),
        ('[check]\nat = "02:15"', DailySettings(check_at="02:15")),
        (MAILED + '[check]\nat = "00:00"\nmail = "c@d"', DailySettings(check_at="00:00", check_mail="c@d")),
        ('[check]\nat = "02:15"\nmail = "c@d"', "check.mail"),  # no server to send it
        (MAILED + '[check]\nmail = "nobody"', "check.mail"),
        ('[reminders]\nat = "7:30"', "reminders.at"),
        ('[reminders]\nat = "25:00"', "reminders.at"),
        ('[reminders]\nat = "07:30+02:00"', "reminders.at"),
        ("[reminders]\nat = 07:30:00", "reminders.at"),
        ('[reminders]\nlanguage = "fr"', "reminders.language"),
        ('[reminders]\nmail = "c@d"', "reminders.mail"),
        ('[check]\nhour = "2"', "check.hour"),
    ],
)
def test_settings(tmp_path, text, found):
    path = tmp_path / "tanshi.toml"
    path.write_text(text)
    if isinstance(found, DailySettings):
        assert read_daily(path) == found
        return
    with pytest.raises(Problem) as refused:
        read_daily(path)
    assert found in refused.value.findings[0].message("en")
    assert read_daily(None) == DailySettings()
