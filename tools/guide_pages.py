"""The page of the guides for accounting: per sector its streams, formulas, what texts give, and what is not had."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tanshi.accounting.guide import Figure, Guide, Input, Stream, Way, sectors
from tanshi.rules import Law, NoTextInForce

Table = Callable[[list[str], Any], str]


def page(table: Table) -> str:
    """Return the page under its title."""
    law = Law("cn")
    guides = [guide for sector in sectors(law) for guide in _dated(law, sector)]
    heads = [
        "sector",
        "emission years",
        "text",
        "confidence",
        "streams",
        "formulas",
        "figures asked",
        "factors",
        "ratios",
    ]
    text = "\nA formula is arithmetic over the figures of a row and what texts give; `r` is 44/12. Sums are exact; a"
    text += " source of a line or unit is rounded once, an entity's total once more. Confidence as in"
    text += " [the parameters](rules.md).\n\n"
    text += table(heads, [_counted(law, guide, years) for guide, years in guides])
    before: Guide | None = None
    for guide, years in guides:
        text += _guide(law, guide, years, before if before and before.sector == guide.sector else None, table)
        before = guide
    return text


def _dated(law: Law, sector: str) -> Iterator[tuple[Guide, str]]:
    """Yield a sector's guides in their last state with their years."""
    found = Guide.every(law, sector)
    for guide, later in zip(found, [*found[1:], None], strict=True):
        last = later.year - 1 if later else None
        newest = Guide.of(law, sector, last or max(guide.year, 2026))
        yield newest, f"{guide.year}-{last or ''}"


def _counted(law: Law, guide: Guide, years: str) -> tuple[object, ...]:
    streams = guide.streams.values()
    formulas = sum(len(way.steps) + 1 for stream in streams for way in stream.method.ways)
    asked = {(stream.code, name) for stream in streams for name in stream.method.inputs}
    return (
        f"{guide.label['en']} {guide.label['zh']} (`{guide.sector}`)", years, law.reference(guide.citation),
        guide.confidence, len(guide.streams), formulas, len(asked), len(_factors(guide)), len(guide.figures),
    )  # fmt: skip


def _factors(guide: Guide) -> set[str]:
    """Return the values of the law that fill what rows leave open."""
    found = set()
    for stream in guide.streams.values():
        for symbol, said in stream.fill.items():
            if said[0].isalpha():
                for item in list(stream.items) or [""]:
                    try:
                        found.add(guide.filled(stream, symbol, item).subject)
                    except NoTextInForce:
                        continue
    return found


def _guide(law: Law, guide: Guide, years: str, before: Guide | None, table: Table) -> str:
    text = f"\n## {guide.label['en']} {guide.label['zh']}, {years}\n\n"
    text += f"{law.reference(guide.citation)} ({guide.confidence}; {guide.citation.source}). Other gases by"
    text += f" `{guide.potentials}`; sources to {guide.source_places} decimals.\n"
    changed = [s for s in guide.streams.values() if not before or not _is_same(before.streams.get(s.code), s)]
    gone = [code for code in before.streams if code not in guide.streams] if before else []
    if before:
        text += f"\nStreams as before{', but for:' if changed else '.'}"
        text += f" No longer: {', '.join(f'`{code}`' for code in gone)}.\n" if gone else "\n"
    if changed:
        heads = ["source", "stream", "of", "formula", "what texts give", "text", "source read", "confidence"]
        text += "\n" + table(heads, [_stream(law, guide, stream) for stream in changed])
        text += "\n" + table(["stream", "figure", "unit", "decimals"], list(_inputs(changed)))
    totals = [(f"`{t.code}`", f"{t.label['en']} {t.label['zh']}", ", ".join(t.sources)) for t in guide.totals]
    text += "\n" + table(["total", "", "sources"], totals)
    if guide.figures and (not before or before.figures != guide.figures):
        heads = ["ratio", "", "of each", "formula", "rounded", "text", "confidence"]
        text += "\n" + table(heads, [_figure(law, figure) for figure in guide.figures])
    text += "\nNot had:\n\n" + "".join(f"- {row['en']} {row['zh']}\n" for row in guide.not_had)
    return text


def _is_same(before: Stream | None, stream: Stream) -> bool:
    """Tell whether a stream is computed as before, whatever text says so."""
    return before is not None and (before.method, before.fill) == (stream.method, stream.fill)


def _stream(law: Law, guide: Guide, stream: Stream) -> tuple[object, ...]:
    source = guide.sources[stream.source].label
    named = f"`{stream.code}` {stream.label['en']} {stream.label['zh']}, by {stream.level}"
    named += "".join(
        (", taken off" if stream.sign < 0 else "", f"; {stream.gas}" if stream.gas not in ("", "CO2") else "")
    )
    items = ", ".join(f"{item.label['en']} {item.label['zh']}" for item in stream.items.values())
    given = ", ".join(f"{symbol}: {said}" for symbol, said in stream.fill.items() if symbol != "r")
    return (
        f"{source['en']} {source['zh']}", f"{named}. {stream.note}".strip(), items,
        "; ".join(map(_way, stream.method.ways)) or "a reading", given, law.reference(stream.citation),
        stream.citation.source, stream.confidence,
    )  # fmt: skip


def _way(way: Way) -> str:
    steps = "".join(f"`{s.symbol} = {s.formula}`{f' ({s.rounding})' if s.rounding else ''}, " for s in way.steps)
    return f"{way.label['en']}: {steps}`{way.formula}`"


def _inputs(streams: list[Stream]) -> Iterator[tuple[object, ...]]:
    """Yield the figures rows give; one line for streams that ask the same."""
    asked: dict[str, tuple[list[str], list[Input]]] = {}
    for stream in streams:
        inputs = list(stream.method.inputs.values())
        asked.setdefault(repr(inputs), ([], inputs))[0].append(f"`{stream.code}`")
    for codes, inputs in asked.values():
        for said in inputs:
            label = f"`{said.name}` {said.label['en']} {said.label['zh']}"
            yield ", ".join(codes), label, said.unit, said.places


def _figure(law: Law, figure: Figure) -> tuple[object, ...]:
    terms = ", ".join(
        f"{t.symbol}: {t.kind if t.kind != 'rows' else ''} {t.name} {t.formula}{t.item}" for t in figure.terms
    )
    return (
        f"`{figure.code}`", f"{figure.label['en']} {figure.label['zh']} ({figure.unit})", figure.level,
        f"`{figure.formula}`, `{' '.join(terms.split())}`", figure.rounding, law.reference(figure.citation),
        figure.confidence,
    )  # fmt: skip
