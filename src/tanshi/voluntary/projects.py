"""A project is handed in: its design document (项目设计文件), with public notice from that day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.exact import NotADecimal, decimal
from tanshi.core.identifier import is_id, is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.areas import areas
from tanshi.rules import Law
from tanshi.voluntary.accounts import TEXT, is_text, of_owner
from tanshi.voluntary.bodies import unfit
from tanshi.voluntary.known import like
from tanshi.voluntary.methodology import Methodology, codes, methodology
from tanshi.voluntary.outcome import DONE, VoluntaryOutcome
from tanshi.voluntary.plots import Corner, cells, is_plot, near_china, overlap
from tanshi.voluntary.remedy_days import banned_until
from tanshi.voluntary.rules import Book, Rules, last_of_crediting
from tanshi.voluntary.standing import RELEASED, state_of
from tanshi.voluntary.tables import CellRow, FigureRow, MatchRow, PlotRow, ProjectRow

#: A plot may touch so many cells of the map; a larger one is handed in as several.
_CELLS = 400


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure the methodology's scope asks for, as decimal text."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class DepositDesign:
    """Hand in a project. `plots`: corners as `longitude,latitude` in millionths of a degree with blanks between.

    `under_quota`: a firm in it is under national or local quota management; `legal_duty`: a law or policy orders the
    reduction; `additional`: how additionality is shown, "" where the methodology exempts it.
    """

    project: str
    owner: str
    title: str
    methodology: str
    area_gb2260: str
    construction_on: str
    crediting_from: str
    crediting_until: str
    capacity_kw: int
    under_quota: bool
    legal_duty: bool
    additional: str
    figures: tuple[Figure, ...]
    plots: tuple[str, ...]
    body: str
    file_name: str
    file_sha256: str


@dataclass(frozen=True, slots=True)
class DesignDeposited(Fact):
    """A project was handed in and is in public notice; `matches` are other schemes' projects that are like it."""

    type: ClassVar[str] = "voluntary.design_deposited/1"
    project: str
    owner: str
    title: str
    methodology: str
    area_gb2260: str
    construction_on: str
    crediting_from: str
    crediting_until: str
    capacity_kw: int
    additional: str
    body: str
    file_name: str
    file_sha256: str
    notice_from: str
    notice_until: str
    figures: list[dict[str, str]]
    plots: list[str]
    cells: list[str]
    matches: list[dict[str, str]]


_SAID = ProjectRow.__table__.column_names


def _deposited(fact: DesignDeposited, at: At, rows: Rows) -> None:
    rows.put(ProjectRow(**{name: getattr(fact, name) for name in _SAID}))
    for figure in fact.figures:
        rows.put(FigureRow(fact.project, figure["name"], figure["value"]))
    for number, plot in enumerate(fact.plots, 1):
        rows.put(PlotRow(fact.project, number, plot))
    for cell in fact.cells:
        rows.put(CellRow(fact.project, cell))
    for match in fact.matches:
        rows.put(MatchRow(fact.project, match["scheme"], match["number"], match["why"]))


FACTS = (FactType(DesignDeposited, _deposited),)


class ProjectCommands:
    """Judges what is handed in."""

    def __init__(self, law: Law) -> None:
        self._law = law
        self._book = Book(law)

    def deposit(self, request: DepositDesign, rows: Rows, act: Act) -> Outcome:
        rules = self._book.on(rows, act.day)
        if rules is None:
            return act.refuse(VoluntaryOutcome.NOT_OPEN_YET, day=act.day)
        if refused := _malformed(request, act):
            return refused
        if until := banned_until(rows, request.owner, act.day):
            return act.refuse(VoluntaryOutcome.BANNED, owner=request.owner, until=until)
        if rows.get(ProjectRow, request.project) is not None:
            return act.refuse(VoluntaryOutcome.PROJECT_EXISTS, project=request.project)
        if request.methodology not in codes(self._law):
            known = ", ".join(codes(self._law))
            return act.refuse(VoluntaryOutcome.UNKNOWN_METHODOLOGY, methodology=request.methodology[:96], known=known)
        pack = methodology(self._law, request.methodology)
        if refused := _ineligible(request, pack, rules, act) or _outside(request, pack, act):
            return refused
        if refused := unfit(request.body, request.owner, request.methodology, rows, act):
            return refused
        plots = [_corners(plot) for plot in request.plots]
        touched = sorted({cell for plot in plots for cell in cells(plot)})
        if refused := _site_used(request.project, plots, touched, rows, act):
            return refused
        first, last = rules.notice()
        act.record(
            DesignDeposited(
                request.project, request.owner, request.title, request.methodology, request.area_gb2260,
                request.construction_on, request.crediting_from, request.crediting_until, request.capacity_kw,
                request.additional, request.body, request.file_name, request.file_sha256, first, last,
                [{"name": f.name, "value": f.value} for f in request.figures], list(request.plots), touched,
                like(rows, request.title, request.capacity_kw, plots),
            )
        )  # fmt: skip
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of design documents."""
        return (Handler("voluntary.deposit_design", DepositDesign, self.deposit, DONE, _touches, of_owner),)


def _malformed(request: DepositDesign, act: Act) -> Outcome | None:
    if not is_id(request.project) or "/" in request.project:
        return act.refuse(VoluntaryOutcome.BAD_ID, id=request.project[:96])
    if not is_text(request.title) or len(request.additional) > TEXT:
        return act.refuse(VoluntaryOutcome.BAD_TEXT, most=TEXT)
    if not is_sha256(request.file_sha256) or not 0 < len(request.file_name) <= 200:
        return act.refuse(VoluntaryOutcome.BAD_FILE, file=request.file_name[:80])
    for day in (request.construction_on, request.crediting_from, request.crediting_until):
        if not is_day(day):
            return act.refuse(VoluntaryOutcome.BAD_DAYS, day=day[:40])
    if request.area_gb2260 not in areas():
        return act.refuse(VoluntaryOutcome.BAD_AREA, area=request.area_gb2260[:12])
    if request.capacity_kw < 0:
        return act.refuse(VoluntaryOutcome.BAD_AMOUNT, amount=request.capacity_kw)
    for number, text in enumerate(request.plots, 1):
        corners = _corners(text)
        if not corners or not is_plot(corners) or not near_china(corners):
            return act.refuse(VoluntaryOutcome.BAD_PLOT, number=number)
        if len(cells(corners)) > _CELLS:
            return act.refuse(VoluntaryOutcome.PLOT_TOO_LARGE, number=number)
    return None if request.plots else act.refuse(VoluntaryOutcome.BAD_PLOT, number=1)


def _ineligible(request: DepositDesign, pack: Methodology, rules: Rules, act: Act) -> Outcome | None:
    """Refuse what the Order leaves out, and a crediting time the methodology does not give."""
    if act.day < pack.in_force:
        return act.refuse(VoluntaryOutcome.METHODOLOGY_NOT_IN_FORCE, methodology=pack.code, day=pack.in_force)
    limit = rules.value("construction_after").value
    if not rules.counts("construction", request.construction_on, limit):
        citation = rules.cited("construction_after")
        return act.refuse(VoluntaryOutcome.BEGUN_TOO_EARLY, day=request.construction_on, limit=limit, citation=citation)
    if request.under_quota:
        return act.refuse(VoluntaryOutcome.UNDER_QUOTA, project=request.project)
    if request.legal_duty:
        return act.refuse(VoluntaryOutcome.LEGAL_DUTY, project=request.project)
    if pack.additionality != "exempt" and not request.additional.strip():
        return act.refuse(VoluntaryOutcome.NOT_ADDITIONAL, methodology=pack.code)
    most = last_of_crediting(request.crediting_from, pack.most_years)
    least = last_of_crediting(request.crediting_from, pack.least_years) if pack.least_years else request.crediting_from
    if not least <= request.crediting_until <= most:
        return act.refuse(
            VoluntaryOutcome.BAD_CREDITING, methodology=pack.code, until=request.crediting_until, least=least, most=most
        )
    return None


def _outside(request: DepositDesign, pack: Methodology, act: Act) -> Outcome | None:
    try:
        figures = {f.name: decimal(f.value) for f in request.figures}
    except NotADecimal as wrong:
        return act.refuse(VoluntaryOutcome.OUTSIDE_SCOPE, methodology=pack.code, condition=str(wrong.text)[:40])
    if missed := pack.outside(figures):
        label = missed[0].label
        return act.refuse(
            VoluntaryOutcome.OUTSIDE_SCOPE, methodology=pack.code, condition=f"{label['zh']} {label['en']}"
        )
    return None


def _site_used(project: str, plots: list[list[Corner]], touched: list[str], rows: Rows, act: Act) -> Outcome | None:
    """Refuse a site that shares ground with a project that holds it; what was cancelled holds it for good."""
    others = sorted({row.project for cell in touched for row in rows.where(CellRow, cell=cell)})
    for other in others:
        if state_of(rows, other, 0) in RELEASED:
            continue
        for theirs in rows.where(PlotRow, project=other):
            corners = _corners(theirs.corners)
            for number, ours in enumerate(plots, 1):
                if overlap(ours, corners):
                    return act.refuse(
                        VoluntaryOutcome.SITE_USED, number=number, project=other, plot=theirs.number
                    )  # fmt: skip
    return None


def _corners(text: str) -> list[Corner]:
    """Return the corners a text says, none if it does not."""
    try:
        found = [tuple(map(int, corner.split(","))) for corner in text.split()]
    except ValueError:
        return []
    return [(c[0], c[1]) for c in found] if all(len(c) == 2 for c in found) else []


def _touches(request: DepositDesign) -> Iterable[Touch]:
    return [(ProjectRow, request.project)]
