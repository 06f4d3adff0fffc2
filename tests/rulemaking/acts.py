"""A plan for 2027 as a draft, and the steps that bring it into force."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count

from tanshi.journal.command import Command
from tanshi.rules import Law, NoTextInForce

_numbers = count(1)

MINISTRY = ("mee", "mee/1", "mee/2")
SECOND = Command(
    "second", "mee", "mee/1", "participants.admit_actor",
    [{"actor": "mee/2", "organisation": "mee", "role": "nation"}],
)  # fmt: skip
FROM, TO = "2027-01-01", "2027-12-31"


def plan_values(law=None, vintage="CEA27", act="plan-2027", first=FROM, last=TO, **changes):
    """Return the values of a whole plan: what the last plan says, for another year, with some benchmarks changed."""
    law = law or Law("cn")
    on = date(2024, 1, 1)
    values = {}
    for name in law.names():
        if name.startswith(("allocation.", "compliance.eligible")) and law.parameter(name).axis == "emission":
            try:
                table = law.table(name, on)
            except NoTextInForce:
                continue
            if list(table) == [""]:
                values[name] = {first: {"value": table[""].value, "to": last}}
            else:
                values[name] = {first: {"by": {k: c.value for k, c in table.items()}, "to": last}}
    period = first[:4]
    values["allocation.plans"] = {
        first: {"value": {"name": period, "instrument": act, "period": period, "vintage": vintage}, "to": last}
    }
    values["compliance.surrender_deadline"] = {first: {"value": f"{int(period) + 1}-12-31", "to": last}}
    values["compliance.eligible_vintages"] = {first: {"value": [vintage], "to": last}}
    return values | changes


def proposed(values):
    return [{"parameter": name, "values": rows} for name, rows in values.items()]


def draft(act="plan-2027", kind="plan", values=None, **changes):
    text = sha256(f"text of {act}".encode()).hexdigest()
    titles = {"title_zh": f"{act} 方案", "title_en": f"Plan {act}"}
    body = {"act": act, "kind": kind, **titles, "rank": "normative document", "text_sha256": text}
    return (
        body
        | {
            "values": values
            if isinstance(values, list)
            else proposed(plan_values(act=act) if values is None else values)
        }
        | changes
    )


def ask(market, kind, item, who=MINISTRY, second=True):
    """Send a command and return its answer; a refusal's message must name everything it speaks of."""
    confirmed = who[2] if second and len(who) > 2 else ""
    (answer,) = market.execute([Command(f"r/{next(_numbers)}", who[0], who[1], kind, [item], confirmed)])
    for language in ("en", "zh"):
        assert "<" not in answer.message(language), answer.message(language)
    return answer


def word(answer):
    return str(answer.outcome).partition(".")[2].replace("_", " ")


def put(clock, day):
    clock.put(datetime.fromisoformat(f"{day}T04:00:00").replace(tzinfo=UTC))


def set_values(market, clock, day, values, act="values"):
    """Set parameters from a day on, as an act says that is issued the day before."""
    put(clock, (date.fromisoformat(day) - timedelta(days=1)).isoformat())
    ask(market, "participants.admit_actor", SECOND.items[0], second=False)
    text = draft(act, "parameters", [], text_sha256=market.evidence.keep(act.encode()))
    text["values"] = [{"parameter": name, "values": {day: value}} for name, value in values.items()]
    for kind, item in (("draft", text), ("issue", {"act": act, "number": "1", "in_force": day})):
        answer = ask(market, f"rulemaking.{kind}", item)
        assert answer.done, answer.message("en")


def bring_into_force(market, clock, act="plan-2027", in_force="2027-01-01", consents=("departments",), **issue):
    """Take a draft that is on the table to its issue; the clock stands at the issue's day afterwards."""
    assert ask(market, "rulemaking.consult", {"act": act, "opens": "2026-11-23", "closes": "2026-12-01"}).done
    put(clock, "2026-12-02")
    for body in consents:
        consent = {"act": act, "body": body, "document": f"{body} 1", "given_on": "2026-12-02"}
        assert ask(market, "rulemaking.note_consent", consent).done
    done = ask(market, "rulemaking.issue", {"act": act, "number": f"No. {act}", "in_force": in_force, **issue})
    assert done.done, done.message()
    return done
