"""What is kept of records, reports and verification. The suffix `_eN` of a column is its number of decimals."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table


@table(
    "mrv_unit_month",
    key=["unit", "month"],
    checks=["generation_mwh_e3 >= 0", "fuel_e2 >= 0", "heat_gj_e2 >= 0", "hours_e2 >= 0", "late IN (0, 1)"],
    indexes=[["entity", "month"]],
)
@dataclass(slots=True)
class UnitMonthRow(Row):
    """A unit's month as recorded, and as verification left it where it changed a figure."""

    unit: str
    month: str
    entity: str
    generation_mwh_e3: int
    own_use_mwh_e3: int
    network_use_mwh_e3: int
    heat_gj_e2: int
    hours_e2: int
    fuel_e2: int
    fuel_for_heat_e2: int
    ncv_e3: int
    carbon_e4: int | None
    purchased_mwh_e3: int
    evidence: str
    late: int


@table(
    "mrv_report",
    key=["entity", "period"],
    checks=["state IN ('filed', 'verified', 'confirmed')"],
    indexes=[["period", "state"]],
)
@dataclass(slots=True)
class ReportRow(Row):
    """An entity's annual report and what became of it. Emissions in whole tonnes."""

    entity: str
    period: str
    state: str
    reported_t: int
    verified_t: int | None
    nonconformities: int
    verifier: str
    filed_on: str
    verified_on: str
    confirmed_on: str


#: A unit's year stands twice: as the entity reported it, and as verification left it.
REPORTED, VERIFIED = "reported", "verified"


@table(
    "mrv_unit_year",
    key=["unit", "period", "stage"],
    checks=["stage IN ('reported', 'verified')"],
    indexes=[["entity", "period", "stage"]],
)
@dataclass(slots=True)
class UnitYearRow(Row):
    """A unit's year, as reported or as verified."""

    unit: str
    period: str
    stage: str
    entity: str
    generation_mwh_e3: int
    supply_mwh_e3: int
    heat_gj_e2: int
    heat_ratio_e4: int
    hours_e2: int
    load_factor_e4: int
    fuel_e2: int
    ncv_e3: int
    carbon_e4: int
    months_without_carbon: int
    combustion_t_e2: int
    purchased_t_e2: int
    emission_t_e2: int


@table(
    "mrv_gas",
    key=["entity", "period", "stage", "gas"],
    checks=["stage IN ('reported', 'verified')", "mass_kg_e3 >= 0", "counts IN (0, 1)"],
)
@dataclass(slots=True)
class GasRow(Row):
    """Another gas of an entity's year; `potential` is t CO2e per t, `counts` says whether the obligation has it."""

    entity: str
    period: str
    stage: str
    gas: str
    mass_kg_e3: int
    potential: str
    potential_set: str
    counts: int
    source: str
    evidence: str


@table("mrv_change", key=["entity", "period", "number"])
@dataclass(slots=True)
class ChangeRow(Row):
    """A figure of a month that verification changed, and why; `before` and `after` as recorded, "" is not measured."""

    entity: str
    period: str
    number: int
    unit: str
    month: str
    field: str
    before: str
    after: str
    treatment: str
    code: str


@table("mrv_opening_emission", key=["unit", "year"], indexes=[["entity"]])
@dataclass(slots=True)
class OpeningEmissionRow(Row):
    """A unit's verified emissions of a year before the first one kept here, in whole tonnes."""

    unit: str
    year: str
    entity: str
    emission_t: int
    origin: str


@table(
    "mrv_opening_output",
    key=["unit", "year"],
    checks=["supply_mwh_e3 >= 0", "heat_gj_e2 >= 0"],
    indexes=[["entity"]],
)
@dataclass(slots=True)
class OpeningOutputRow(Row):
    """What a unit supplied in a year before the first one kept here: the base of a pre-allocation by output."""

    unit: str
    year: str
    entity: str
    supply_mwh_e3: int
    heat_gj_e2: int
    origin: str


#: What a deposited piece of evidence is: a reading of a meter or scale, a laboratory's report, another paper.
METER_READING, LABORATORY_REPORT, DOCUMENT = "meter_reading", "laboratory_report", "document"


@table(
    "mrv_evidence",
    key=["unit", "month", "number"],
    checks=["number > 0", "kind IN ('meter_reading', 'laboratory_report', 'document')", "secret IN (0, 1)"],
    indexes=[["entity", "month"], ["file_sha256"], ["laboratory"]],
)
@dataclass(slots=True)
class EvidenceRow(Row):
    """A piece of evidence behind a unit's month: what was read or measured, and the digest of its file.

    The file stays with who deposited it. `secret` 1: the digest is SHA-256(salt || file) and the salt stays there too,
    so nobody finds the content by guessing; names are shown only to who gives a reason.
    """

    unit: str
    month: str
    number: int
    entity: str
    kind: str
    field: str  # of the monthly record, e.g. fuel_e2; "" for a document about the whole month
    value: str  # exact decimal text; "" where there is no field
    value_unit: str
    source: str  # number of the meter, or of the laboratory's report
    laboratory: str  # its body; "" unless the kind is laboratory_report
    file_name: str
    file_bytes: int
    file_sha256: str
    secret: int
    depositor: str
    deposited_on: str


TABLES: tuple[type[Row], ...] = (
    UnitMonthRow,
    ReportRow,
    UnitYearRow,
    ChangeRow,
    OpeningEmissionRow,
    OpeningOutputRow,
    EvidenceRow,
    GasRow,
)
