"""Rosters of generating units from files: ours, the Global Coal Plant Tracker's, the Global Power Plant Database's.

A file is a CSV (also gzipped) or an Excel workbook whose columns are known by the names in its header row.
Every row becomes a
unit or a finding with its cell; a wrong row takes no other with it. Only a file that cannot be read at all is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from tanshi.core.exact import NotADecimal, decimal
from tanshi.core.finding import Finding, Problem, problem
from tanshi.core.sheets import Row, bytes_of, sheets_of
from tanshi.participants.areas import area_code
from tanshi.participants.areas_at import area_at
from tanshi.participants.credit_code import why_not_credit_code, why_not_lei

#: What a unit of a roster can be, whatever word its source uses.
RUNS, NOT_BUILT, RETIRED, MOTHBALLED = "runs", "not built", "retired", "mothballed"

#: No coal or gas unit in the world is larger.
LARGEST_KW = 2_000_000
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class RosterUnit:
    """One unit of a roster; years and coordinates (degrees x 10^4, WGS 84) are 0 and codes "" where none is given.

    `modelled` names what the source did not say and a stated rule or the seed did.
    """

    row: int
    id: str
    plant: str
    plant_name_zh: str
    plant_name_en: str
    unit_name: str
    owner: str
    area_gb2260: str
    capacity_kw: int
    state: str
    status: str
    start_year: int
    retired_year: int
    fuel: str
    technology: str
    coal_type: str
    cooling: str
    chp: bool
    captive: bool
    credit_code: str = ""
    lei: str = ""
    latitude_e4: int = 0
    longitude_e4: int = 0
    modelled: str = ""


@dataclass(frozen=True, slots=True)
class SkippedUnit:
    """A row that is not a unit of the roster: from elsewhere, or wrong."""

    row: int
    id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Roster:
    """What a file held."""

    layout: str
    name: str
    sha256: str
    units: tuple[RosterUnit, ...]
    skipped: tuple[SkippedUnit, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a source names its columns; the first name found counts. `country` is the one whose rows are read."""

    name: str
    columns: Mapping[str, Sequence[str]]
    required: Sequence[str]
    rows_are_plants: bool = False


_OURS = _Layout(
    "tanshi",
    {
        "id": ["unit_id", "机组编号"],
        "plant": ["entity_id", "重点排放单位编号"],
        "plant_name_zh": ["entity_name_zh", "entity_name", "重点排放单位名称"],
        "plant_name_en": ["entity_name_en"],
        "unit_name": ["unit_name", "机组名称"],
        "owner": ["owner", "所属企业"],
        "area": ["area_gb2260", "province", "省份"],
        "capacity": ["capacity_mw", "装机容量（MW）", "装机容量(MW)"],
        "status": ["status", "状态"],
        "start": ["start_year", "投产年份"],
        "retired": ["retired_year", "退役年份"],
        "fuel": ["fuel", "燃料"],
        "technology": ["technology", "技术类型"],
        "coal_type": ["coal_type", "煤种"],
        "cooling": ["cooling", "冷却方式"],
        "chp": ["chp", "热电联产"],
        "captive": ["captive", "自备"],
        "credit_code": ["credit_code", "统一社会信用代码"],
        "lei": ["lei", "全球法人识别编码"],
        "latitude": ["latitude", "纬度"],
        "longitude": ["longitude", "经度"],
    },
    ["id", "plant", "area", "capacity"],
)

_TRACKER = _Layout(
    "gem-coal-tracker",
    {
        "id": ["GEM unit/phase ID", "GEM unit ID", "Tracker ID"],
        "plant": ["GEM location ID", "TrackerLOC", "Plant ID"],
        "plant_name_zh": ["Plant name (local)", "Plant name (local script)", "Local plant name", "Chinese Name"],
        "plant_name_en": ["Plant name", "Plant"],
        "unit_name": ["Unit name", "Unit"],
        "owner": ["Owner", "Owner(s)"],
        "area": ["Subnational unit (province, state)", "Subnational unit", "Province"],
        "capacity": ["Capacity (MW)", "Capacity"],
        "status": ["Status"],
        "start": ["Start year", "Year"],
        "retired": ["Retired year", "RETIRED"],
        "technology": ["Combustion technology"],
        "coal_type": ["Coal type"],
        "chp": ["CHP"],
        "captive": ["Captive"],
        "captive_use": ["Captive industry use"],
        "country": ["Country/Area", "Country"],
        "latitude": ["Latitude"],
        "longitude": ["Longitude"],
    },
    ["id", "plant", "area", "capacity", "status"],
)

#: World Resources Institute: a row is a plant. Its gas plants are read; coal stands by unit in the tracker.
_PLANT_DATABASE = _Layout(
    "wri-power-plant-database",
    {
        "id": ["Power Plant ID"],
        "plant": ["Power Plant ID"],
        "plant_name_en": ["Name"],
        "owner": ["Owner"],
        "capacity": ["Capacity (MW)"],
        "status": ["Operational Status"],
        "start": ["Commissioning Date"],
        "fuel": ["Fuel"],
        "technology": ["Generator Technology"],
        "latitude": ["Latitude"],
        "longitude": ["Longitude"],
        "country": ["Country"],
    },
    ["id", "capacity", "fuel", "latitude", "longitude"],
    rows_are_plants=True,
)

_STATES = {
    "operating": RUNS,
    "operational": RUNS,
    "在运": RUNS,
    "retired": RETIRED,
    "退役": RETIRED,
    "mothballed": MOTHBALLED,
    "停用": MOTHBALLED,
    **dict.fromkeys(
        ["announced", "pre-permit", "permitted", "construction", "cancelled", "shelved", "在建", "规划"], NOT_BUILT
    ),
}

_YES = {"y", "yes", "true", "1", "是"}
_NO = {"", "n", "no", "false", "0", "否"}

_COOLINGS = {
    "water": "water",
    "水冷": "water",
    "air": "air",
    "空冷": "air",
    "back_pressure": "back_pressure",
    "背压": "back_pressure",
    "": "",
}
_FUELS = {"coal": "coal", "煤": "coal", "gas": "gas", "天然气": "gas", "": "coal"}


def read_roster(path: Path | str) -> Roster:
    """Return the units of a roster file with all findings; `Problem` if the file cannot be used at all."""
    file = Path(path)
    data = bytes_of(file)
    sheets = sheets_of(file, data)
    for name, rows in sheets:
        for number, header in enumerate(rows[:20], 1):
            layout, places = _layout_of(header)
            if layout is not None:
                return _read(layout, places, file.name, name, data, rows, number)
    raise problem("roster.no_header", where=file.name, columns="unit_id, capacity_mw; GEM unit/phase ID, Capacity (MW)")


def _layout_of(header: Sequence[Any]) -> tuple[_Layout | None, dict[str, int]]:
    """Return the layout whose required columns a header row has, and where each known column stands."""
    names = {" ".join(str(cell).split()).casefold(): place for place, cell in reversed(list(enumerate(header)))}
    for layout in (_OURS, _TRACKER, _PLANT_DATABASE):
        places = {
            field: names[title.casefold()]
            for field, titles in layout.columns.items()
            for title in reversed(titles)
            if title.casefold() in names
        }
        if all(field in places for field in layout.required):
            return layout, places
    return None, {}


class _Wrong(Exception):
    """A cell of a row cannot be used."""

    def __init__(self, field: str, code: str, value: str, **params: object) -> None:
        self.field = field
        self.code = code
        self.params = {"value": value, **params}
        super().__init__(code)


class _Unused(Exception):
    """A row is right and not used; the argument says why."""


def _read(
    layout: _Layout, places: Mapping[str, int], file: str, sheet: str, data: bytes, rows: list[list[Any]], header: int
) -> Roster:
    units: list[RosterUnit] = []
    skipped: list[SkippedUnit] = []
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows[header:], header + 1):
        row = _Row(number, cells, places)
        if row.is_blank():
            continue
        place = sheet or file
        try:
            if (country := row.text("country")) and country.casefold() not in ("china", "中国"):
                raise _Unused("other country")
            found = _plant(row, units) if layout.rows_are_plants else [_unit(row)]
            if found[0].id in seen:
                raise _Wrong("id", "roster.duplicate_unit", found[0].id, first=seen[found[0].id])
            seen.update(dict.fromkeys((u.id for u in found), number))
            units.extend(found)
            findings.extend(_wrong_codes(row, place))
        except _Unused as unused:
            skipped.append(SkippedUnit(number, row.text("id"), row.name(), str(unused)))
        except _Wrong as wrong:
            where = f"{place}!{row.cell(wrong.field)}"
            findings.append(Finding(wrong.code, where, wrong.params))
            skipped.append(SkippedUnit(number, row.text("id"), row.name(), f"{wrong.code} at {where}"))
    if not units:
        raise Problem(Finding("roster.no_units", file), *findings[:20])
    return Roster(layout.name, file, sha256(data).hexdigest(), tuple(units), tuple(skipped), tuple(findings))


class _Row(Row):
    """A row of a roster."""

    def name(self) -> str:
        return self.text("plant_name_zh") or self.text("plant_name_en")


def _unit(row: _Row) -> RosterUnit:
    """Return the unit of a row; raises `_Wrong` at the first cell that cannot be."""
    unit_id = row.text("id")
    if not unit_id:
        raise _Wrong("id", "roster.no_id", "")
    if not unit_id.isascii() or not all(c.isalnum() or c in "._-" for c in unit_id):
        raise _Wrong("id", "roster.bad_id", unit_id)
    area = area_code(row.text("area"))
    if area is None:
        raise _Wrong("area", "roster.unknown_province", row.text("area"))
    status = row.text("status").casefold()
    state = _STATES.get(status, RUNS if status == "" else "")
    if not state:
        raise _Wrong("status", "roster.unknown_status", row.text("status"))
    start, retired = _year(row, "start"), _year(row, "retired")
    if start and retired and retired < start:
        raise _Wrong("retired", "roster.retired_before_start", str(retired), start=start)
    plant = row.text("plant")
    if not plant or not plant.isascii() or not all(c.isalnum() or c in "._-" for c in plant):
        raise _Wrong("plant", "roster.bad_id", plant)
    return RosterUnit(
        row=row.number,
        id=unit_id,
        plant=plant,
        plant_name_zh=row.text("plant_name_zh"),
        plant_name_en=row.text("plant_name_en"),
        unit_name=row.text("unit_name"),
        owner=row.text("owner"),
        area_gb2260=area,
        capacity_kw=_capacity_kw(row, state),
        state=state,
        status=status or "operating",
        start_year=start,
        retired_year=retired,
        fuel=_word(row, "fuel", _FUELS),
        technology=_technology(row),
        coal_type=row.text("coal_type").casefold() or "unknown",
        cooling=_word(row, "cooling", _COOLINGS),
        chp=_flag(row, "chp", lambda: _looks_like_chp(row)),
        captive=bool(row.text("captive")) and row.text("captive").casefold() not in _NO,
        credit_code=row.text("credit_code").upper(),
        lei=row.text("lei").upper(),
        latitude_e4=_degrees_e4(row, "latitude", 90),
        longitude_e4=_degrees_e4(row, "longitude", 180),
    )


#: Within so many degrees x 10^4 of another and so many thousandths of its capacity a plant is listed twice.
_SAME_PLACE_E4, _SAME_CAPACITY_PERMILLE = 300, 150


def _plant(row: _Row, before: Sequence[RosterUnit]) -> list[RosterUnit]:
    """Return a gas plant of the plant database as one unit, or as equal ones where one would be impossibly large.

    The province is that of the nearest place of our table. A span of years counts as its last; a plant
    without a year is taken to run in every year, as the database lists plants that ran when it was made (2016).
    """
    if (fuel := row.text("fuel")) != "Natural Gas":
        raise _Unused(f"fuel {fuel}: of this layout only plants on natural gas are read")
    unit_id, start = row.text("id"), row.text("start").rpartition("-")[2]
    latitude, longitude = _degrees_e4(row, "latitude", 90), _degrees_e4(row, "longitude", 180)
    area = area_at(latitude, longitude)
    if area is None:
        raise _Unused("its coordinates lie in no province of the market")
    kw = _positive_kw(row)
    for other in before:
        if _same_plant(other, latitude, longitude, kw):
            raise _Unused(f"stands already as {other.plant}: same place, same capacity")
    units = -(-kw // LARGEST_KW)
    technology = row.text("technology")
    return [
        RosterUnit(
            row=row.number,
            id=f"{unit_id}-{n}" if units > 1 else unit_id,
            plant=unit_id,
            plant_name_zh="",
            plant_name_en=row.text("plant_name_en"),
            unit_name=f"plant as unit {n} of {units}" if units > 1 else "plant as one unit",
            owner=row.text("owner"),
            area_gb2260=area,
            capacity_kw=kw // units,
            state=_STATES.get(row.text("status").casefold(), RUNS),
            status=row.text("status").casefold() or "operating",
            start_year=_year_of(row, "start", start),
            retired_year=0,
            fuel="gas",
            technology="combined cycle" if "CCGT" in technology or not technology else "open cycle",
            coal_type="",
            cooling="",
            chp="heat" in technology.casefold(),
            captive=False,
            latitude_e4=latitude,
            longitude_e4=longitude,
            modelled="area, units" if start else "area, units, start_year",
        )
        for n in range(1, units + 1)
    ]


def _same_plant(other: RosterUnit, latitude_e4: int, longitude_e4: int, kw: int) -> bool:
    near = max(abs(other.latitude_e4 - latitude_e4), abs(other.longitude_e4 - longitude_e4)) <= _SAME_PLACE_E4
    return near and abs(other.capacity_kw - kw) * 1000 <= _SAME_CAPACITY_PERMILLE * max(other.capacity_kw, kw)


def _degrees_e4(row: _Row, field: str, most: int) -> int:
    """Return a coordinate in degrees x 10^4, rounded; 0 where there is none."""
    text = row.text(field)
    if not text:
        return 0
    try:
        degrees = decimal(text)
    except NotADecimal:
        raise _Wrong(field, "roster.impossible_coordinate", text, most=most) from None
    if abs(degrees) > most:
        raise _Wrong(field, "roster.impossible_coordinate", text, most=most)
    return round(degrees * 10**4)


def _wrong_codes(row: _Row, place: str) -> list[Finding]:
    """Return the findings on a row's credit code and LEI; they leave no row out."""
    found = []
    for field, why_not in (("credit_code", why_not_credit_code), ("lei", why_not_lei)):
        code = row.text(field).upper()
        if code and (reason := why_not(code)):
            found.append(Finding(f"{field}.{reason}", f"{place}!{row.cell(field)}", {"value": code}))
    return found


def _capacity_kw(row: _Row, state: str) -> int:
    """Return the rated power; a row that is not built may stand for several units and is not held to the
    largest one.
    """
    kw = _positive_kw(row)
    if kw > LARGEST_KW and state != NOT_BUILT:
        raise _Wrong("capacity", "roster.capacity_impossible", row.text("capacity"), largest=LARGEST_KW // 1000)
    return kw


def _positive_kw(row: _Row) -> int:
    text = row.text("capacity")
    try:
        kw: Fraction = decimal(text) * 1000
    except NotADecimal:
        raise _Wrong("capacity", "roster.capacity_not_a_number", text) from None
    if kw <= 0:
        raise _Wrong("capacity", "roster.capacity_not_positive", text)
    if kw.denominator != 1:
        raise _Wrong("capacity", "roster.capacity_too_fine", text)
    return kw.numerator


def _year(row: _Row, field: str) -> int:
    return _year_of(row, field, row.text(field))


def _year_of(row: _Row, field: str, text: str) -> int:
    text = text.removesuffix(".0")
    if text.casefold() in ("", "unknown", "not found", "tbd", "not applicable"):
        return 0
    if not text.isascii() or not text.isdigit() or not EARLIEST_YEAR <= int(text) <= LATEST_YEAR:
        raise _Wrong(field, "roster.impossible_year", text)
    return int(text)


def _technology(row: _Row) -> str:
    found = row.text("technology").casefold() or "unknown"
    return found.removesuffix("/ccs")


def _word(row: _Row, field: str, words: Mapping[str, str]) -> str:
    found = words.get(row.text(field).casefold())
    if found is None:
        raise _Wrong(field, "roster.unknown_word", row.text(field), known=", ".join(w for w in words if w))
    return found


def _flag(row: _Row, field: str, otherwise: Callable[[], bool]) -> bool:
    text = row.text(field).casefold()
    if text in _YES:
        return True
    if text in _NO:
        return not row.has(field) and otherwise()
    raise _Wrong(field, "roster.unknown_word", row.text(field), known="Y, N")


def _looks_like_chp(row: _Row) -> bool:
    """A source without a CHP mark says it in the name or in the captive use."""
    names = f"{row.text('plant_name_en')} {row.text('captive_use')}".casefold()
    return "cogen" in names or "chp" in names or "热电" in row.text("plant_name_zh")


def by_plant(units: Iterable[RosterUnit]) -> dict[str, list[RosterUnit]]:
    """Return the units grouped into entities by plant: all units at one location are one entity."""
    found: dict[str, list[RosterUnit]] = {}
    for unit in units:
        found.setdefault(unit.plant, []).append(unit)
    return found


def by_owner(units: Iterable[RosterUnit]) -> dict[str, list[RosterUnit]]:
    """Return the units grouped by owner within a province; a unit without an owner stays with its plant."""
    found: dict[str, list[RosterUnit]] = {}
    for unit in units:
        owner = f"{unit.area_gb2260}|{unit.owner}"
        key = f"OW{unit.area_gb2260}-{sha256(owner.encode()).hexdigest()[:10]}" if unit.owner else unit.plant
        found.setdefault(key, []).append(unit)
    return found


def why_not_running(unit: RosterUnit, year: int) -> str:
    """Return why a unit did not run in a year, or "".

    An operating unit without a start year is taken to run in every year; a retired one without a retirement
    year in none. A unit runs in its start year and in its retirement year.
    """
    if unit.state == NOT_BUILT:
        return f"not built ({unit.status})"
    if unit.state == MOTHBALLED:
        return "mothballed"
    if unit.start_year > year:
        return f"starts in {unit.start_year}"
    if unit.state == RETIRED and unit.retired_year == 0:
        return "retired, year unknown"
    if unit.retired_year and unit.retired_year < year:
        return f"retired in {unit.retired_year}"
    return ""
