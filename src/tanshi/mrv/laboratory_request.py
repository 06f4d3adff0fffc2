"""What a laboratory sends: its report with sample and values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample and its days: taken from and to, received, tested. `kind`: daily, batch, or composite (缩分样)."""

    number: str
    kind: str
    taken_from: str
    taken_to: str
    received_on: str
    tested_on: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A value of a unit's coal: carbon, hydrogen, sulphur, ash, moisture in %, ncv in GJ/t; on the basis it was
    measured.

    Of a stream: a figure of its guide (c_ar, ef, purity, cod_in ...) in the guide's unit, which is named; `basis` "".
    """

    figure: str
    basis: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class DepositLaboratoryReport:
    """Deposit a report of one's own on a sample of a unit's month, or of a stream. `mark`: CMA or CNAS.

    Of a stream (`unit` ""): sector, stream and item as the guide names them, `part` the line or unit of the firm's
    rows, `month` a month or a whole year.
    """

    laboratory: str
    number: str
    entity: str
    unit: str
    month: str
    sample: Sample
    values: tuple[Measured, ...]
    issued_on: str
    mark: str
    signed_by: str
    file_name: str
    file_bytes: int
    file_sha256: str
    sector: str = ""
    part: str = ""
    stream: str = ""
    item: str = ""
