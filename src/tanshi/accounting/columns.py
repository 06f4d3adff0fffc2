"""Columns of a sector's files: what each is called in both languages, and the template that has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from unicodedata import normalize

from tanshi.accounting.guide import Guide, Input, Item, Stream
from tanshi.core.catalogue import Language
from tanshi.core.sheets import column_letters

#: Columns every table has, and the titles that mean them; the first English and Chinese ones are of templates.
BASE: Mapping[str, tuple[str, ...]] = {
    "entity_id": ("entity_id", "单位编号", "重点排放单位编号", "企业编号"),
    "year": ("year", "年度", "年份", "核算年度"),
    "month": ("month", "月份"),
    "part": ("part", "机组或生产线", "unit_id", "line_id", "机组编号", "生产线编号", "工序编号"),
    "stream": ("stream", "排放源流", "源流"),
    "item": ("item", "品种", "燃料品种", "fuel", "材料", "产品"),
}

NEEDED = ("entity_id",)


def columns_of(streams: Iterable[Stream]) -> dict[str, tuple[str, ...]]:
    """Return the columns of a table that may hold rows of these streams."""
    found = dict(BASE)
    for stream in streams:
        for said in stream.method.inputs.values():
            found[said.name] = tuple(dict.fromkeys((*found.get(said.name, ()), *_titles(said, stream))))
    return found


#: What units are called in titles.
_CALLED = {
    "t": ("吨",), "10^4Nm3": ("万Nm3", "万立方米", "万标立方米"), "MWh": ("兆瓦时",), "GJ": ("吉焦",), "h": ("小时",),
    "m3": ("立方米",), "kg": ("千克",), "GJ/t": ("吉焦/吨", "MJ/kg"),
}  # fmt: skip


def unread(
    header: Sequence[object], places: Mapping[str, int], columns: Mapping[str, Sequence[str]]
) -> tuple[list[tuple[str, dict[str, str]]], list[tuple[str, dict[str, str]]]]:
    """Return the columns of a header that are not read, as letters and what stands there: those called as a known
    column but of another unit, and all others.
    """
    known = {_bare(title): titles for titles in columns.values() for title in titles}
    others, left = [], []
    for place, cell in enumerate(header):
        title = str(cell or "").strip()
        if not title or place in places.values():
            continue
        at, titles = column_letters(place), known.get(_bare(title))
        if titles is not None and plain(title) not in map(plain, titles):
            wanted = next((t for t in titles if _bare(t) == _bare(title) and _bare(t) != plain(t)), titles[0])
            others.append((at, {"column": title, "wanted": wanted}))
        else:
            left.append((at, {"column": title}))
    return others, left


def _bare(title: str) -> str:
    """Return a title without the unit in brackets behind it."""
    return plain(title).partition("(")[0]


def _titles(said: Input, stream: Stream) -> list[str]:
    units = dict.fromkeys(unit_of(said, item) for item in (*stream.items.values(), None))
    titles = [said.name]
    for label in (said.label["zh"], said.label["en"]):
        titles += [label, *(f"{label}（{called}）" for unit in units for called in (unit, *_CALLED.get(unit, ())))]
    return titles


def unit_of(said: Input, item: Item | None) -> str:
    """Return the unit of an input for an item, e.g. GJ/t."""
    return said.unit.replace("item", item.unit if item else "t")


def named(stream: Stream, language: Language) -> str:
    """Return a stream's name as a sheet's name: at most 31 characters, none that a workbook forbids."""
    return "".join(" " if c in r"[]:*?/\ " else c for c in stream.label[language])[:31].strip()


def streams_by_title(streams: Iterable[Stream]) -> dict[str, Stream]:
    """Return streams by what they are called, made plain: code, names, and names of sheets."""
    found: dict[str, Stream] = {}
    for stream in streams:
        for title in (stream.code, *stream.label.values(), named(stream, "zh"), named(stream, "en")):
            found.setdefault(plain(title), stream)
    return found


def item_named(stream: Stream, said: str) -> str | None:
    """Return the item of that name or title, None if the stream has none such."""
    wanted = plain(said)
    if wanted in stream.items:
        return wanted
    titled = (name for name, item in stream.items.items() if wanted in (name, *map(plain, item.label.values())))
    return next(titled, None)


@lru_cache(maxsize=4096)
def plain(title: str) -> str:
    """Return a title without blanks, width and case."""
    return "".join(normalize("NFKC", title).split()).casefold()


def template_sheets(guide: Guide, language: Language) -> list[tuple[str, list[list[str]]]]:
    """Return a workbook to fill in: a sheet for each stream with its columns and an empty row of each kind of part."""
    found = []
    for stream in guide.streams.values():
        base = [n for n in ("entity_id", "year", "month", "part", "item") if _has(n, stream)]
        heads = [_title(BASE[n], language) for n in base]
        first = next(iter(stream.items.values()), None)
        for said in stream.method.inputs.values():
            unit = unit_of(said, first)
            heads.append(f"{said.label['zh']}（{unit}）" if language == "zh" else said.name)
        found.append((named(stream, language), [heads]))
    return found


def template_rows(guide: Guide, language: Language) -> list[list[str]]:
    """Return one table to fill in, all streams below each other: its header, and a row for each stream."""
    names = list(columns_of(guide.streams.values()))
    inputs = {s.name: s for stream in guide.streams.values() for s in stream.method.inputs.values()}
    heads = [
        _title(BASE[n], language) if n in BASE else (inputs[n].label["zh"] if language == "zh" else n) for n in names
    ]
    rows = [heads]
    for stream in guide.streams.values():
        item = next(iter(stream.items.values()), None)
        given = {
            "entity_id": "E1",
            "year": str(guide.year),
            "stream": stream.label[language] if language == "zh" else stream.code,
        }
        given["part"] = "" if stream.level == "entity" else "1"
        given["item"] = "" if item is None else (item.label["zh"] if language == "zh" else item.name)
        rows.append([given.get(name, "") for name in names])
    return rows


def _has(name: str, stream: Stream) -> bool:
    return (name != "part" or stream.level != "entity") and (name != "item" or bool(stream.items))


def _title(titles: Sequence[str], language: Language) -> str:
    return titles[1] if language == "zh" else titles[0]
