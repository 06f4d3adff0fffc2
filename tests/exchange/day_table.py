"""Tables of the exchange's day (`tests/act_table.py`)."""

from __future__ import annotations

from functools import partial
from itertools import count

from tanshi.application.access import FOUR_EYES
from tanshi.journal.command import Command
from tanshi.simulation.workload import opening
from tests import act_table

SHA = "a" * 64
_NUMBERS = count(1)
_TITLES = {"title_zh": "公告", "title_en": "Notice", "text_sha256": SHA}
_WHY = {"reason": "why"}
_TEXT = {"text": "what happened"}
_SHOWN = {"evidence_sha256": SHA}
_WARNING = {"article": "art. 23", **_TEXT, **_SHOWN}

_ALERT = {"detector": "spoofing", "instrument": "CEA22", "article": "44(4)"}
_TRADE = ["session", "number", "seller", "buyer", "price_fen"]
_ERROR = {"instrument": "CEA22", "quantity_t": 10, **_WHY, **_SHOWN}
_TRADE_OF = ["session", "number"]

#: word: command, who asks ("" the holder), names of the values that follow, fixed values
ACTS = {
    "apply": ("apply_trading", "", ["holder", "papers"], {}),
    "admit": ("admit_participant", "exchange", ["holder"], {}),
    "refuse": ("refuse_participant", "exchange", ["holder"], _WHY),
    "refuse_silently": ("refuse_participant", "exchange", ["holder"], {"reason": " "}),
    "suspend": ("suspend_participant", "exchange", ["holder"], {**_WHY, **_SHOWN}),
    "suspend_silently": ("suspend_participant", "exchange", ["holder"], {"reason": "", **_SHOWN}),
    "suspend_unshown": ("suspend_participant", "exchange", ["holder"], {**_WHY, "evidence_sha256": "x"}),
    "resume": ("resume_participant", "exchange", ["holder"], _WHY),
    "resume_silently": ("resume_participant", "exchange", ["holder"], {"reason": ""}),
    "close": ("close_participant", "exchange", ["holder"], _WHY),
    "close_silently": ("close_participant", "exchange", ["holder"], {"reason": ""}),
    "announce": ("announce", "exchange", ["kind"], {**_TITLES, "about": ""}),
    "announce_untitled": ("announce", "exchange", ["kind"], {**_TITLES, "title_en": " ", "about": ""}),
    "announce_empty": ("announce", "exchange", ["kind"], {**_TITLES, "text_sha256": "", "about": ""}),
    "call_off_day": ("call_off_day", "exchange", ["day", "ground"], _TITLES),
    "open_day": ("open_day", "exchange", ["day", "ground"], _TITLES),
    "tick": ("tick_check", "exchange", ["day", "list", "item"], _SHOWN),
    "tick_unshown": ("tick_check", "exchange", ["day", "list", "item"], {"evidence_sha256": ""}),
    "untick": ("untick_check", "exchange", ["day", "list", "item"], _WHY),
    "untick_silently": ("untick_check", "exchange", ["day", "list", "item"], {"reason": ""}),
    "hand_over": ("registry.hand_over_positions", "exchange", ["session"], {"digest": SHA}),
    "take_back": ("registry.take_back_positions", "exchange", ["session"], {"trades": 0, "segment": SHA}),
    "open": ("open_session", "exchange", ["day"], {"positions": SHA, "previous_close": []}),
    "end": (
        "close_session", "exchange", ["day"], {"trades": 0, "segment": SHA, "state_hash": SHA, "quotes": []},
    ),
    "halt": ("halt_session", "exchange", ["day", "ground"], {**_TEXT, **_SHOWN, "instrument": ""}),
    "halt_one": ("halt_session", "exchange", ["day", "instrument"], {**_TEXT, **_SHOWN, "ground": "accident"}),
    "halt_silently": ("halt_session", "exchange", ["day", "ground"], {"text": "", **_SHOWN, "instrument": ""}),
    "halt_unshown": ("halt_session", "exchange", ["day", "ground"], {**_TEXT, "evidence_sha256": "", "instrument": ""}),
    "go_on": ("resume_session", "exchange", ["day", "number"], _TEXT),
    "go_on_silently": ("resume_session", "exchange", ["day", "number"], {"text": ""}),
    "call_off": ("call_off_session", "exchange", ["day", "ground"], {**_TEXT, **_SHOWN}),
    "report": ("report_interruption", "exchange", ["day", "number"], {"report_sha256": SHA}),
    "report_empty": ("report_interruption", "exchange", ["day", "number"], {"report_sha256": ""}),
    "warn": ("warn_participant", "exchange", ["holder", "step"], _WARNING),
    "warn_without_article": ("warn_participant", "exchange", ["holder", "step"], {**_WARNING, "article": " "}),
    "warn_silently": ("warn_participant", "exchange", ["holder", "step"], {**_WARNING, "text": ""}),
    "warn_unshown": ("warn_participant", "exchange", ["holder", "step"], {**_WARNING, "evidence_sha256": ""}),
    "lift": ("lift_warning", "exchange", ["holder", "number"], _TEXT),
    "lift_silently": ("lift_warning", "exchange", ["holder", "number"], {"text": ""}),
    "err": ("report_error_trade", "", ["holder", *_TRADE], _ERROR),
    "err_by_exchange": ("report_error_trade", "exchange", _TRADE, {**_ERROR, "holder": ""}),
    "err_silently": ("report_error_trade", "", ["holder", *_TRADE], {**_ERROR, "reason": " "}),
    "err_unshown": ("report_error_trade", "", ["holder", *_TRADE], {**_ERROR, "evidence_sha256": ""}),
    "consent": ("consent_error_trade", "", ["holder", *_TRADE_OF], {}),
    "decide_void": ("decide_error_trade", "exchange", _TRADE_OF, {"void": True, **_WHY, **_TITLES}),
    "decide_stands": ("decide_error_trade", "exchange", _TRADE_OF, {"void": False, **_WHY, **_TITLES}),
    "decide_silently": ("decide_error_trade", "exchange", _TRADE_OF, {"void": True, "reason": "", **_TITLES}),
    "decide_untitled": (
        "decide_error_trade", "exchange", _TRADE_OF, {"void": True, **_WHY, **_TITLES, "title_zh": ""},
    ),
    "alert": ("raise_alert", "exchange", ["day", "holders", "evidence_sha256"], _ALERT),
    "alert_without_article": (
        "raise_alert", "exchange", ["day", "holders", "evidence_sha256"], {**_ALERT, "article": " "},
    ),
    "assign": ("assign_alert", "exchange", ["day", "number", "officer"], {}),
    "demand": ("demand_explanation", "exchange", ["day", "number", "holder"], {"question": "why"}),
    "demand_silently": ("demand_explanation", "exchange", ["day", "number", "holder"], {"question": " "}),
    "explain": ("explain", "", ["holder", "day", "number"], {**_TEXT, "evidence_sha256": ""}),
    "explain_silently": ("explain", "", ["holder", "day", "number"], {"text": "", "evidence_sha256": ""}),
    "explain_unshown": ("explain", "", ["holder", "day", "number"], {**_TEXT, "evidence_sha256": "x"}),
    "look": ("look_at_explanation", "exchange", ["day", "number", "holder"], _TEXT),
    "look_second": ("look_at_explanation", "exchange/2", ["day", "number", "holder"], _TEXT),
    "look_silently": ("look_at_explanation", "exchange/2", ["day", "number", "holder"], {"text": ""}),
    "conclude": ("conclude_alert", "exchange", ["day", "number", "result"], {**_TEXT, "case_reference": ""}),
    "conclude_silently": (
        "conclude_alert", "exchange", ["day", "number", "result"], {"text": "", "case_reference": ""},
    ),
    "conclude_case": (
        "conclude_alert", "exchange", ["day", "number", "result"], {**_TEXT, "case_reference": "2026-7"},
    ),
    "restrict": ("registry.restrict_holder", "registry", ["holder", "ground"], {"text": "why"}),
    "unrestrict": ("registry.lift_restriction", "registry", ["holder", "number"], {"text": "over"}),
    "find": ("find_large_holder", "exchange", ["holder", "instrument"], {}),
    "file": ("file_large_holder", "", ["holder", "instrument", "number"], {**_TEXT, "report_sha256": SHA}),
    "file_silently": ("file_large_holder", "", ["holder", "instrument", "number"], {"text": "", "report_sha256": SHA}),
    "file_empty": ("file_large_holder", "", ["holder", "instrument", "number"], {**_TEXT, "report_sha256": "x"}),
    "look_at": ("look_at_large_holder", "exchange", ["holder", "instrument", "number"], _TEXT),
    "look_at_silently": ("look_at_large_holder", "exchange", ["holder", "instrument", "number"], {"text": " "}),
    "provide": ("provide_reserve", "exchange", ["from_day", "until_day"], {}),
    "use": ("use_reserve", "exchange", ["amount_fen", "ground"], {**_TEXT, **_SHOWN}),
    "use_silently": ("use_reserve", "exchange", ["amount_fen", "ground"], {"text": "", **_SHOWN}),
    "use_unshown": ("use_reserve", "exchange", ["amount_fen", "ground"], {**_TEXT, "evidence_sha256": ""}),
    "measures": ("note_measures", "exchange", ["day", "number"], {**_TEXT, **_SHOWN}),
    "measures_silently": ("note_measures", "exchange", ["day", "number"], {"text": " ", **_SHOWN}),
    "measures_unshown": ("note_measures", "exchange", ["day", "number"], {**_TEXT, "evidence_sha256": ""}),
    "close_incident": ("close_incident", "exchange", ["day", "number"], {**_TEXT, **_SHOWN}),
    "note_barred": ("registry.note_barred", "registry", ["holder"], {"ground": "g"}),
    "issue": (
        "registry.issue", "registry", ["holder", "instrument", "amount_t"], {"ground": "order", "instruction": "i"},
    ),
    "fund": ("registry.fund_trading", "", ["holder", "instrument", "amount_t"], {}),
    "close_day": ("registry.close_day", "registry", ["day"], {}),
}  # fmt: skip


def opened(market):
    """Open the books for H1 to H8; the exchange and the registry have two persons."""
    assert all(a.done for a in market.execute(opening()))
    for body in ("exchange", "registry"):
        item = {"actor": f"{body}/2", "organisation": body, "role": body, "entity": ""}
        market.execute([Command(f"second/{body}", "mee", "mee/1", "participants.admit_actor", [item])])
    return market


def run(market, clock, table):
    """Carry a table out; each line must be answered as it says."""
    act_table.run(table, clock, partial(ask, market))


def ask(market, word, values):
    """Carry out one act."""
    name, who, names, fixed = ACTS[word]
    item = {n: _value(n, v) for n, v in zip(names, values, strict=True)} | fixed
    kind = name if "." in name else f"exchange.{name}"
    asks, _, person = (who or item["holder"]).partition("/")
    second = f"{asks}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(f"t/{next(_NUMBERS)}", asks, f"{asks}/{person or 1}", kind, [item], second)])
    return answer


def _value(name, text):
    if name == "papers":
        return [{"paper": p, "sha256": SHA if p != "blurred" else "x"} for p in text.split("+") if p != "-"]
    if name == "holders":
        return [h for h in text.split("+") if h != "-"]
    if name == "evidence_sha256":
        return text * 64
    return int(text) if name in ("number", "amount_t", "amount_fen", "price_fen") else text
