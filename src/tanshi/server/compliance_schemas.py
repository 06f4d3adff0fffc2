"""What the API answers about compliance, as JSON schemas: the client's records are made from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.compliance.status import STATUSES

_TEXT, _WHOLE = {"type": "string"}, {"type": "integer"}
_WHOLE_OR_NONE, _TEXT_OR_NONE = {"type": ["integer", "null"]}, {"type": ["string", "null"]}
_BY_NAME = {"type": "object", "additionalProperties": _WHOLE}


def _record(title: str, **properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": title, "type": "object", "required": list(properties), "properties": properties}


def _many(of: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


_LINE: Mapping[str, Mapping[str, Any]] = {
    **dict.fromkeys(
        ("entity_id", "name_zh", "name_en", "area_gb2260", "sector_gbt4754", "period", "day", "status", "reason",
         "message", "citation", "deadline", "next"), _TEXT,
    ),
    **dict.fromkeys(
        ("obligation_t", "surrendered_t", "due_t", "by_others_t", "by_province_t", "borrowed_t", "carried_t",
         "shortfall_t", "made_good_t"), _WHOLE,
    ),
    "by_kind_t": _BY_NAME, "held_t": _WHOLE_OR_NONE, "days_left": _WHOLE_OR_NONE,
}  # fmt: skip
_STANDING = _record("ComplianceStanding", **_LINE)
_COUNTS: Mapping[str, Mapping[str, Any]] = {
    **dict.fromkeys(
        ("firms", *(f"{s}_firms" for s in STATUSES), "obligation_t", "surrendered_t", "shortfall_t", "made_good_t"),
        _WHOLE,
    ),
    "rate_by_count": _TEXT_OR_NONE, "rate": _TEXT_OR_NONE,
}  # fmt: skip
_TALLY = _record("ComplianceTally", **_COUNTS)
_HAPPENED = _record("ComplianceStep", day=_TEXT, step=_TEXT, amount_t=_WHOLE, note=_TEXT)
ALONE = _record("ComplianceOfFirm", **_LINE, timeline=_many(_HAPPENED), position=_WHOLE)
STANDINGS = _record(
    "ComplianceStandings", period=_TEXT, day=_TEXT, total=_TALLY, items=_many(_STANDING), after=_TEXT, position=_WHOLE
)
PROGRESS = _record(
    "ComplianceProgress", period=_TEXT, day=_TEXT, deadline=_TEXT,
    nation=_record("ComplianceNation", **_COUNTS, by_kind_t=_BY_NAME),
    weeks=_many(_record("ComplianceWeek", day=_TEXT, **_COUNTS)),
    provinces=_many(_record("ComplianceProvince", area_gb2260=_TEXT, **_COUNTS)),
    sectors=_many(_record("ComplianceSector", sector_gbt4754=_TEXT, **_COUNTS)),
    defaulted=_many(_TEXT), position=_WHOLE,
)  # fmt: skip
_MOVE = _record("ComplianceMove", giver=_TEXT, taker=_TEXT, amount_t=_WHOLE)
GROUP = _record(
    "ComplianceGroup", organisation=_TEXT, period=_TEXT, day=_TEXT, held_t=_WHOLE, due_t=_WHOLE, short_t=_WHOLE,
    total=_TALLY, firms=_many(_STANDING), moves=_many(_MOVE), position=_WHOLE,
)  # fmt: skip
