"""Papers as PDF and PNG, set by typst (extra `report`) in Chinese fonts that come as a package.

What a paper says goes to typst as JSON data, never as source. Characters the fonts do not have, and marks that change
how other characters are shown, are printed as their code point, 〔U+20BB7〕, and reported. The same paper gives the
same bytes: the date in the file is the paper's day.
"""

from __future__ import annotations

import json
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from tanshi.application.documents.paper import Composed, Paper, compose
from tanshi.core.finding import Finding, problem

_FONTS = "pylopdf_fonts_zh_cn"
_NEEDED = ("typst", "segno", "fontTools", _FONTS)

#: Kinds of characters that are not shown themselves: controls, format marks (also direction overrides), surrogates.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


#: Subscript digits the fonts lack: CO₂ is printed CO2, as the trade writes it.
_PLAIN = {chr(0x2080 + n): str(n) for n in range(10)}


def can_typeset() -> bool:
    """Tell whether the extra `report` is installed."""
    return all(find_spec(name) is not None for name in _NEEDED)


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper as a file, with a finding for each character that could not be printed."""

    data: bytes
    findings: tuple[Finding, ...]


def pdf(paper: Paper | Composed) -> Printed:
    """Return a paper as PDF; `Problem` if its data does not fit or the extra `report` is not installed."""
    composed = paper if isinstance(paper, Composed) else compose(paper)
    inputs, findings = _inputs(composed)
    data = _compiler().compile(
        _layout(composed), format="pdf", sys_inputs=inputs, timestamp=_midnight(composed.iso_day)
    )
    assert isinstance(data, bytes)
    return Printed(data, findings)


def png(paper: Paper | Composed, ppi: int = 96) -> list[bytes]:
    """Return the pages of a paper as PNG files."""
    composed = paper if isinstance(paper, Composed) else compose(paper)
    inputs, _ = _inputs(composed)
    data = _compiler().compile(_layout(composed), format="png", ppi=ppi, sys_inputs=inputs)
    return [data] if isinstance(data, bytes) else list(data)


def qr_svg(address: str) -> str:
    """Return the QR code of an address as SVG."""
    import segno

    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, svgns=True, scale=4)
    return out.getvalue().decode()


def _inputs(composed: Composed) -> tuple[dict[str, str], tuple[Finding, ...]]:
    _must_be_installed()
    day = datetime.fromisoformat(composed.iso_day)
    data, findings = printable(asdict(composed), covered())
    data["date"] = [day.year, day.month, day.day]
    data["qr"] = qr_svg(composed.verify) if composed.verify else ""
    return {"paper": json.dumps(data, ensure_ascii=False)}, findings


def _must_be_installed() -> None:
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise problem("documents.not_installed", missing=", ".join(missing))


def _layout(composed: Composed) -> str:
    return str(_folder() / f"{composed.layout}.typ")


@cache
def _folder() -> Path:
    return Path(str(resources.files("tanshi.application.documents") / "templates"))


_OWN = threading.local()


def _compiler() -> Any:
    """Return the typesetter of this thread: one cannot be used by two at a time."""
    import typst

    if not hasattr(_OWN, "compiler"):
        _OWN.compiler = typst.Compiler(root=str(_folder()), font_paths=_fonts(), ignore_system_fonts=True)
    return _OWN.compiler


@cache
def _fonts() -> Any:
    """Return our two fonts and no other, so that every machine sets the same page."""
    import typst

    folders = sorted({str(Path(f).parent) for f in font_files()})
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    assert {"Noto Sans SC", "Noto Serif SC"} <= set(fonts.families()), "without its fonts a paper would be blank"
    return fonts


@cache
def font_files() -> tuple[str, ...]:
    """Return the font files that came as a package."""
    spec = find_spec(_FONTS)
    if spec is None or not spec.submodule_search_locations:
        return ()
    folder = Path(next(iter(spec.submodule_search_locations)))
    return tuple(sorted(str(f) for f in folder.glob("*.otf")))


@cache
def covered() -> frozenset[int]:
    """Return the code points that all of our fonts can show."""
    from fontTools.ttLib import TTFont

    maps = []
    for file in font_files():
        with TTFont(file, lazy=True) as font:
            maps.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*maps)


def printable(
    document: Mapping[str, Any], covered: frozenset[int] | set[int]
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """Return a document whose every character can be shown, and a finding for each that could not."""
    lost: dict[str, str] = {}

    def clean(value: Any, where: str) -> Any:
        if isinstance(value, str):
            return value if _plain(value, covered) else "".join(mark(c, where) for c in value)
        if isinstance(value, Mapping):
            return {k: clean(v, f"{where}.{k}" if where else str(k)) for k, v in value.items()}
        if isinstance(value, Sequence):
            return [clean(v, f"{where}[{n}]") for n, v in enumerate(value)]
        return value

    def mark(character: str, where: str) -> str:
        character = _PLAIN.get(character, character)
        if character == "\n" or (ord(character) in covered and unicodedata.category(character) not in _UNSEEN):
            return character
        lost.setdefault(character, where)
        return f"〔U+{ord(character):04X}〕"

    cleaned: dict[str, Any] = clean(document, "")
    findings = tuple(
        Finding("documents.character_not_shown", where, {"character": _safe(c), "code": f"U+{ord(c):04X}"})
        for c, where in lost.items()
    )
    return cleaned, findings


def _plain(text: str, covered: frozenset[int] | set[int]) -> bool:
    if text.isascii():
        return text.isprintable()
    return text.isprintable() and covered.issuperset(map(ord, text))


def _safe(character: str) -> str:
    return character if character.isprintable() else "?"


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)
