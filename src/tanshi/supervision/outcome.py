"""Outcomes of case files, in the order in which they are checked."""

from __future__ import annotations

from tanshi.core.outcome import Outcome


class CaseOutcome(Outcome):
    """What a request about a case file can come to."""

    DONE = "supervision.done"
    BAD_ID = "supervision.bad_id"
    CASE_EXISTS = "supervision.case_exists"
    CASE_NOT_FOUND = "supervision.case_not_found"
    OUT_OF_ORDER = "supervision.out_of_order"
    UNKNOWN_WORD = "supervision.unknown_word"
    NO_SUBJECT = "supervision.no_subject"
    NOTHING_BEHIND = "supervision.nothing_behind"
    WITHOUT_TEXT = "supervision.without_text"
    WITHOUT_EVIDENCE = "supervision.without_evidence"
    BAD_DAY = "supervision.bad_day"
    SAME_PERSON = "supervision.same_person"
    # inspection and doubts
    TOO_FEW_OFFICIALS = "supervision.too_few_officials"
    NO_DOUBT = "supervision.no_doubt"
    NOT_EXPLAINED = "supervision.not_explained"
    SAME_LEVEL = "supervision.same_level"
    DOUBT_OPEN = "supervision.doubt_open"
    # the case
    UNKNOWN_OFFENCE = "supervision.unknown_offence"
    TOO_LATE = "supervision.too_late"
    NOT_ASSESSED = "supervision.not_assessed"
    FINED_ALREADY = "supervision.fined_already"
    TEXT_OPEN = "supervision.text_open"
    BASE_MISSING = "supervision.base_missing"
    OUT_OF_RANGE = "supervision.out_of_range"
    BAD_CUT = "supervision.bad_cut"
    NO_SUCH_MEASURE = "supervision.no_such_measure"
    NO_CORRECTION_DAY = "supervision.no_correction_day"
    BAD_PERSONS = "supervision.bad_persons"
    NO_SUCH_UNITS = "supervision.no_such_units"
    # hearing and decision
    TIME_OVER = "supervision.time_over"
    NO_HEARING_RIGHT = "supervision.no_hearing_right"
    CALLED_TOO_LATE = "supervision.called_too_late"
    CHAIR_INSPECTED = "supervision.chair_inspected"
    TIME_RUNS = "supervision.time_runs"
    PERSON_NOT_TOLD = "supervision.person_not_told"
    HEARING_OPEN = "supervision.hearing_open"
    HEAVIER = "supervision.heavier"
    NOT_COLLECTIVE = "supervision.not_collective"
    # carrying out
    NO_PERSON = "supervision.no_person"
    BAD_AMOUNT = "supervision.bad_amount"
    BAD_INSTALMENTS = "supervision.bad_instalments"
    NOT_MADE_UP = "supervision.not_made_up"
    NOT_CANCELLED = "supervision.not_cancelled"
    NOT_CORRECTED = "supervision.not_corrected"
    NOT_PAID = "supervision.not_paid"
    APPEAL_OPEN = "supervision.appeal_open"
    NO_APPEAL = "supervision.no_appeal"
    BAD_CUT_LESS = "supervision.bad_cut_less"
    NOT_REFUNDED = "supervision.not_refunded"
    NOT_GIVEN_BACK = "supervision.not_given_back"


DONE = CaseOutcome.DONE
