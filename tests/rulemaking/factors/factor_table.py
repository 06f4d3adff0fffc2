"""Tables of acts on factors (`tests/act_table.py`): word, factor, what follows; `-` is an empty value."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from itertools import count

from tanshi.application.access import FOUR_EYES
from tanshi.journal.command import Command
from tests import act_table

PAPER = b"report"
SHA = sha256(PAPER).hexdigest()
COAL = "accounting.power.default_carbon"
_NUMBERS = count(1)

PEOPLE = (
    ("mee/2", "mee", "nation"), ("mee/3", "mee", "nation"), ("lab/1", "lab", "laboratory"),
    ("institute/1", "institute", "verifier"), ("institute/2", "institute", "verifier"),
)  # fmt: skip

#: A revision of the default carbon content of coal, as it is proposed unless a line says otherwise.
PROPOSAL = {
    "parameter": COAL, "key": "coal", "value": "0.02950", "unit": "tC/GJ", "from_day": "2022-01-01",
    "to_day": "2022-12-31", "source": "研究报告 表3", "source_year": 2025, "document_sha256": SHA,
    "uncertainty": "0.02",
}  # fmt: skip


def admit(market):
    """Admit who proposes, tests and reviews, and keep the paper they all name."""
    market.evidence.keep(PAPER)
    for actor, organisation, role in PEOPLE:
        item = {"actor": actor, "organisation": organisation, "role": role}
        (answer,) = market.execute([Command(f"admit/{actor}", "mee", "mee/1", "participants.admit_actor", [item])])
        assert answer.done or str(answer.outcome) == "participants.actor_exists", answer.message()
    return market


def run(market, clock, table):
    act_table.run(table, clock, partial(ask, market))


def ask(market, word, values):
    """Do one act: `propose F a=b`, `test F samples mean`, `review F`, `publish F+F number day`, `retire F day`."""
    who, _, word = word.rpartition(":")
    publication = dict(zip(("number", "in_force"), values[1:3], strict=False))
    name, *rest = values
    plain = [v for v in rest if "=" not in v]
    changes = {k: "" if v == "-" else v.replace("_", " ") for k, _, v in (v.partition("=") for v in rest if "=" in v)}
    kind, by, item = {
        "propose": ("propose_factor", "institute/1", {"factor": name, **PROPOSAL, **changes}),
        "test": (
            "test_factor", "lab/1",
            dict(zip(("samples", "mean"), plain, strict=False))
            | {"factor": name, "tested_on": "2026-11-20", "document_sha256": SHA, **changes},
        ),
        "review": ("review_factor", "mee/3", {"factor": name, "accepted": True, "reasons": "合格", **changes}),
        "send_back": ("review_factor", "mee/3", {"factor": name, "accepted": False, "reasons": "样品不足"}),
        "publish": (
            "publish_factors", "mee/1",
            {"factors": [] if name == "-" else name.split("+"), **publication},
        ),
        "retire": (
            "retire_factor", "mee/1",
            {"factor": name, "ground": "不再适用", "last_day": "" if plain[:1] in ([], ["-"]) else plain[0], **changes},
        ),
        "withdraw_act": ("withdraw", "mee/1", {"act": name, "ground": "撤回", "last_day": plain[0] if plain else ""}),
    }[word]  # fmt: skip
    actor = who or by
    for whole in ("samples", "source_year"):
        if whole in item:
            item[whole] = int(item[whole])
    if "scope" in item:
        item["scope"] = str(item["scope"]).split("+")
    full = f"rulemaking.{kind}"
    second = "mee/2" if full in FOUR_EYES else ""
    (answer,) = market.execute([Command(f"f{next(_NUMBERS)}", actor.split("/")[0], actor, full, [item], second)])
    return answer
