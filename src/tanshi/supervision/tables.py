"""What is kept of case files. A file has the number its authority gave it (案号)."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table

#: The steps of a file. Where it stands is its last step.
DEPOSITED, DISMISSED, INSPECTED, FILED = "deposited", "dismissed", "inspected", "filed"
NOTICED, NOTICE_SERVED, STATED = "noticed", "notice_served", "stated"
HEARING_ASKED, HEARING_CALLED, HEARD = "hearing_asked", "hearing_called", "heard"
DECIDED, SERVED, NOT_FOLLOWED = "decided", "served", "not_followed"
CORRECTED, RETURNED, VERIFIED, CLOSED = "corrected", "returned", "verified", "closed"

#: Where the subject is heard, and where a decision is carried out.
BEFORE_DECISION = (NOTICE_SERVED, STATED, HEARING_ASKED, HEARING_CALLED, HEARD)
AFTER_DECISION = (SERVED, NOT_FOLLOWED, CORRECTED, RETURNED, VERIFIED)

#: What became of a doubt.
CLEARED, STANDS = "cleared", "stands"

NOTICE, DECISION, ORIGINAL = "notice", "decision", "original"

#: How an appeal ends, and what an authority may do of its own accord.
UPHELD, CHANGED, ANNULLED = "upheld", "changed", "annulled"


@table("supervision_case", key=["docket"], indexes=[["subject"], ["area_gb2260"]])
@dataclass(slots=True)
class CaseRow(Row):
    """A file as its clue opened it: about whom, from which source."""

    docket: str
    subject: str
    area_gb2260: str
    source: str
    about: str
    text: str
    evidence_sha256: str
    authority: str
    opened_on: str


@table("supervision_step", key=["docket", "number"], checks=["number > 0", "late IN (0, 1)"])
@dataclass(slots=True)
class StepRow(Row):
    """A step of a file: who did it at which level, with which paper, and the deadline that follows from it."""

    docket: str
    number: int
    step: str
    actor: str
    level: str
    text: str
    evidence_sha256: str
    due: str
    late: int
    done_on: str


@table("supervision_official", key=["docket", "person"])
@dataclass(slots=True)
class OfficialRow(Row):
    """An official who was on the inspection."""

    docket: str
    person: str


@table("supervision_doubt", key=["docket", "number"], checks=["number > 0", "result IN ('', 'cleared', 'stands')"])
@dataclass(slots=True)
class DoubtRow(Row):
    """A doubt an inspection left, its explanation, and what another level made of it; `result` "" while open.

    Of several explanations the last stands; `explanations` above `checks`: one waits for its check.
    """

    docket: str
    number: int
    text: str
    level: str
    explained_by: str
    explained_level: str
    explanation: str
    evidence_sha256: str
    explained_on: str
    checked_by: str
    checked_level: str
    result: str
    remark: str
    checked_on: str
    explanations: int
    checks: int


@table("supervision_filed", key=["docket"], checks=["harm IN (0, 1)"])
@dataclass(slots=True)
class FiledRow(Row):
    """A case that was filed (立案): the offence, the day of the act, and by when it is decided."""

    docket: str
    offence: str
    act_day: str
    period: str
    harm: int
    limit_until: str
    decide_by: str
    filed_on: str


@table("supervision_penalty", key=["docket", "stage"], checks=["stage IN ('notice', 'decision', 'original')"])
@dataclass(slots=True)
class PenaltyRow(Row):
    """A penalty as announced or decided, with the range of the text it is in. Amounts in fen, the cut in t.

    Since a decision was changed `decision` is what holds, `original` what was decided.
    """

    docket: str
    stage: str
    instrument: str
    article: str
    reading: str  # then or now: by the text of the act's day, or of the decision's
    part: int
    low_fen: int
    high_fen: int
    fine_fen: int
    persons_fen: int
    confiscated_fen: int
    cut_t: int
    cut_if: str
    from_period: str
    bar: str
    measures: str
    correct_until: str
    hearing: int
    collective: str
    set_on: str


@table("supervision_service", key=["docket"])
@dataclass(slots=True)
class ServiceRow(Row):
    """A decision as it was served, and the days that follow: to pay, to appeal, to sue."""

    docket: str
    served_on: str
    way: str
    pay_until: str
    reconsider_until: str
    sue_until: str


@table("supervision_instalment", key=["docket", "number"], checks=["amount_fen > 0"])
@dataclass(slots=True)
class InstalmentRow(Row):
    """A part of a fine that may be paid by a later day."""

    docket: str
    number: int
    due: str
    amount_fen: int


@table("supervision_payment", key=["docket", "number"], checks=["amount_fen > 0"])
@dataclass(slots=True)
class PaymentRow(Row):
    """Money that was paid on a fine."""

    docket: str
    number: int
    amount_fen: int
    paid_on: str
    evidence_sha256: str


@table(
    "supervision_appeal",
    key=["docket", "number"],
    checks=["suspends IN (0, 1)", "result IN ('', 'upheld', 'changed', 'annulled')"],
)
@dataclass(slots=True)
class AppealRow(Row):
    """An appeal against a decision: reconsideration or suit; `result` "" while it is open."""

    docket: str
    number: int
    kind: str
    text: str
    evidence_sha256: str
    suspends: int
    filed_on: str
    result: str
    fine_fen: int
    remark: str
    decided_on: str


@table("supervision_credit", key=["docket"], indexes=[["subject"]], checks=["published IN (0, 1)"])
@dataclass(slots=True)
class CreditRow(Row):
    """An entry of the credit record (信用记录): a penalty that was decided and served."""

    docket: str
    subject: str
    offence: str
    instrument: str
    article: str
    fine_fen: int
    cut_t: int
    bar: str
    authority: str
    published: int
    noted_on: str


TABLES: tuple[type[Row], ...] = (
    CaseRow, StepRow, OfficialRow, DoubtRow, FiledRow, PenaltyRow, ServiceRow, InstalmentRow, PaymentRow, AppealRow,
    CreditRow,
)  # fmt: skip
