"""What the voluntary registry keeps of projects. Reduction 0 is the project itself: both go the same steps."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table


@table("voluntary_body", key=["body"])
@dataclass(slots=True)
class BodyRow(Row):
    """A body that validates and verifies (审定与核查机构); `fields`: methodologies' fields with blanks between."""

    body: str
    fields: str
    able: int
    experienced: int
    approval: str
    evidence_sha256: str
    admitted_on: str
    struck_on: str
    reason: str


@table("voluntary_tie", key=["body", "owner"])
@dataclass(slots=True)
class TieRow(Row):
    """A tie between a body and an owner: shared assets or management, development, consulting."""

    body: str
    owner: str
    text: str
    declared_on: str


@table("voluntary_known", key=["scheme", "number"], indexes=[["name_key"], ["cell"]])
@dataclass(slots=True)
class KnownRow(Row):
    """A project that another scheme registered; `cell` "" if its place is not known."""

    scheme: str
    number: str
    name: str
    name_key: str
    capacity_kw: int
    longitude_e6: int
    latitude_e6: int
    cell: str
    noted_on: str


@table("voluntary_project", key=["project"], indexes=[["owner"], ["body"]])
@dataclass(slots=True)
class ProjectRow(Row):
    """A project as its design document says (项目设计文件), in public notice up to `notice_until`."""

    project: str
    owner: str
    title: str
    methodology: str
    area_gb2260: str
    construction_on: str
    crediting_from: str
    crediting_until: str
    capacity_kw: int
    body: str
    file_name: str
    file_sha256: str
    notice_from: str
    notice_until: str


@table("voluntary_figure", key=["project", "name"])
@dataclass(slots=True)
class FigureRow(Row):
    """A figure of a project by which the scope of its methodology was judged, as decimal text."""

    project: str
    name: str
    value: str


@table("voluntary_plot", key=["project", "number"])
@dataclass(slots=True)
class PlotRow(Row):
    """A plot of a project: `corners` are longitude,latitude in millionths of a degree with blanks between."""

    project: str
    number: int
    corners: str


@table("voluntary_cell", key=["project", "cell"], indexes=[["cell"]])
@dataclass(slots=True)
class CellRow(Row):
    """A cell of the map that a project's plots touch."""

    project: str
    cell: str


@table("voluntary_match", key=["project", "scheme", "number"])
@dataclass(slots=True)
class MatchRow(Row):
    """Another scheme's project that is like this one, and in what; whoever validates explains it."""

    project: str
    scheme: str
    number: str
    why: str


@table("voluntary_reduction", key=["project", "number"], indexes=[["body"]])
@dataclass(slots=True)
class ReductionRow(Row):
    """A period's reductions as the owner reports them (减排量核算报告), in public notice up to `notice_until`."""

    project: str
    number: int
    first_day: str
    last_day: str
    body: str
    file_name: str
    file_sha256: str
    notice_from: str
    notice_until: str


@table("voluntary_amount", key=["project", "reduction", "stage", "year"])
@dataclass(slots=True)
class AmountRow(Row):
    """What was generated in a year, whole tonnes: `reported` by the owner, `verified` by the body."""

    project: str
    reduction: int
    stage: str
    year: int
    amount_t: int


@table("voluntary_comment", key=["project", "reduction", "number"])
@dataclass(slots=True)
class CommentRow(Row):
    """A comment made during public notice."""

    project: str
    reduction: int
    number: int
    author: str
    text: str
    made_on: str


@table("voluntary_handled", key=["project", "reduction", "about"])
@dataclass(slots=True)
class HandledRow(Row):
    """What a report says of a comment (`comment/1`) or of another scheme's project (`CDM/1234`)."""

    project: str
    reduction: int
    about: str
    text: str


@table("voluntary_step", key=["project", "reduction", "number"], checks=["late IN (0, 1)"])
@dataclass(slots=True)
class StepRow(Row):
    """A step of a project or reduction; the last one says where it stands."""

    project: str
    reduction: int
    number: int
    step: str
    body: str
    text: str
    file_sha256: str
    late: int
    done_on: str


@table("voluntary_green_certificate", key=["certificate"], indexes=[["project", "month"]])
@dataclass(slots=True)
class GreenCertificateRow(Row):
    """A green certificate (绿证) for electricity of a project in a month."""

    certificate: str
    project: str
    month: str
    mwh_e3: int
    noted_on: str


TABLES: tuple[type[Row], ...] = (
    BodyRow, TieRow, KnownRow, ProjectRow, FigureRow, PlotRow, CellRow, MatchRow, ReductionRow, AmountRow, CommentRow,
    HandledRow, StepRow, GreenCertificateRow,
)  # fmt: skip
