"""What a request about factors says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProposeFactor:
    """Propose a factor: a value of a parameter (and key) of the catalogue for a validity, with its source.

    `uncertainty` is a share, "" if nobody said; `to_day` "" is open; `replaces` names the published factor it revises.
    """

    factor: str
    parameter: str
    key: str
    value: str
    unit: str
    from_day: str
    to_day: str
    source: str
    source_year: int
    document_sha256: str
    scope: tuple[str, ...] = ()  # as the catalogue has it, if empty
    region: str = ""  # as the catalogue has it, if empty
    technology: str = ""
    uncertainty: str = ""
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class NoteFactorTest:
    """Note a test of a proposed factor: so many samples, their mean in the factor's unit, the report's digest."""

    factor: str
    samples: int
    mean: str
    tested_on: str
    document_sha256: str


@dataclass(frozen=True, slots=True)
class ReviewFactor:
    """Review a tested factor: accept it, or send it back, with reasons."""

    factor: str
    accepted: bool
    reasons: str


@dataclass(frozen=True, slots=True)
class PublishFactors:
    """Publish reviewed factors under one number; they are law from a day on."""

    factors: tuple[str, ...]
    number: str
    in_force: str


@dataclass(frozen=True, slots=True)
class RetireFactor:
    """Give up a proposal, or retire a published factor with its last day; years before it stay computable."""

    factor: str
    ground: str
    last_day: str = ""
    successor: str = ""
