"""Tasks that follow a confirmed emission that was corrected, of every period: none of them goes away with the years.

A proposal is decided, the allocation follows the emission, the registry is told the difference, the obligation follows
the allocation.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CorrectionTask:
    """A kind of task: who may do `right` has it; `source` selects the firm, since when, until when and the tonnes."""

    right: str
    page: str
    source: str


def _selected(since: str, due: str, amount_t: str, source: str) -> str:
    return (
        f"SELECT p.id, p.name_zh, p.name_en, p.area_gb2260, {since} AS since, {due} AS due, {amount_t} AS amount_t"
        f" FROM {source}"
    )


_ENTITY = "JOIN participants_entity AS p ON p.id = x.entity"

#: Of a joint period each year has its report.
_IN_PERIOD = "c.period IN (substr(x.period, 1, 4), substr(x.period, 6, 4))"
_CORRECTED = f"FROM mrv_emission_correction AS c WHERE c.entity = x.entity AND c.state = 'made' AND {_IN_PERIOD}"

#: The emission is another than the one the allocation was approved with.
_OTHER_SUM = (
    "x.verified_t <> (SELECT sum(r.verified_t) FROM mrv_report AS r WHERE r.entity = x.entity"
    " AND r.state = 'confirmed' AND r.period IN (substr(x.period, 1, 4), substr(x.period, 6, 4)))"
)
#: What a unit put out is another since the registry was told, and the allocation was not corrected since.
_OTHER_OUTPUT = (
    f"EXISTS (SELECT 1 {_CORRECTED} AND c.output_changed = 1 AND EXISTS (SELECT 1 FROM allocation_instruction AS i"
    " WHERE i.entity = x.entity AND i.period = x.period AND i.stage = 'settle_up' AND i.day <= c.decided_on)"
    " AND NOT EXISTS (SELECT 1 FROM allocation_correction AS n WHERE n.entity = x.entity AND n.period = x.period"
    " AND n.stage = 'settle_up' AND n.day >= c.decided_on))"
)
#: The base of a pre-allocation that was taken of the emission is another.
_OTHER_BASE = (
    "EXISTS (SELECT 1 FROM allocation_preallocation AS b JOIN mrv_emission_correction AS c ON c.entity = b.entity"
    " AND c.period = b.base_year AND c.state = 'made' JOIN mrv_unit_year AS u ON u.unit = b.unit"
    " AND u.period = b.base_year AND u.stage = 'verified' WHERE b.entity = x.entity AND b.period = x.period"
    " AND (u.emission_t_e2 + 50) / 100 <> b.base_t AND NOT EXISTS (SELECT 1 FROM mrv_opening_output AS o"
    " WHERE o.unit = b.unit AND o.year = b.base_year))"
)

CORRECTION_TASKS = {
    "emission_correction": CorrectionTask(
        "mrv.decide_emission_correction", "/corrections/{entity}",
        _selected(
            "x.proposed_on", "x.decide_until", "x.after_t",
            f"mrv_emission_correction AS x {_ENTITY} WHERE x.state = 'open'",
        ),
    ),
    "emission_to_follow": CorrectionTask(
        "allocation.correct", "/corrections/{entity}",
        _selected(
            "(SELECT max(c.decided_on) FROM mrv_emission_correction AS c WHERE c.entity = x.entity)", "''",
            "coalesce(x.verified_t, x.preallocated_t)",
            f"allocation_entity AS x {_ENTITY} WHERE (x.approved_t IS NOT NULL AND EXISTS (SELECT 1 {_CORRECTED})"
            f" AND ({_OTHER_SUM} OR {_OTHER_OUTPUT})) OR (x.approved_t IS NULL AND {_OTHER_BASE})",
        ),
    ),
    "correction_to_instruct": CorrectionTask(
        "allocation.instruct", "/do/allocation.instruct",
        _selected(
            "(SELECT max(n.day) FROM allocation_correction AS n WHERE n.entity = x.entity AND n.period = x.period)",
            "''", "a.approved_t - x.due_t",
            f"allocation_issue AS x {_ENTITY} JOIN allocation_entity AS a ON a.entity = x.entity"
            " AND a.period = x.period WHERE x.due_t <> a.approved_t AND EXISTS (SELECT 1 FROM allocation_correction"
            " AS n WHERE n.entity = x.entity AND n.period = x.period AND n.stage = 'settle_up') AND EXISTS (SELECT 1"
            " FROM allocation_instruction AS i WHERE i.entity = x.entity AND i.period = x.period"
            " AND i.stage = 'settle_up')",
        ),
    ),
    "obligation_to_correct": CorrectionTask(
        "compliance.correct_obligation", "/corrections/{entity}",
        _selected(
            "x.period", "''", "x.obligation_t",
            f"compliance_obligation AS x {_ENTITY} JOIN allocation_entity AS a ON a.entity = x.entity"
            " AND a.period = x.period WHERE a.obligation_t <> x.obligation_t",
        ),
    ),
}  # fmt: skip
