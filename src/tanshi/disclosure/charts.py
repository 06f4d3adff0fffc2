"""Charts of a year as PNG: price and turnover of the season, allowances against emissions by province, gaps of
entities.

Drawn with matplotlib (extra `report`) and a Chinese font that comes as a package, so no system font is needed.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tanshi.core.catalogue import Language, text
from tanshi.disclosure.results import Results

_INK, _LISTED, _BLOCK, _SHORT, _LONG = "#1f2933", "#2f6f9f", "#b7c9d9", "#b5532f", "#4f8a5b"


def can_draw() -> bool:
    """Tell whether the extra `report` is installed."""
    return find_spec("matplotlib") is not None and find_spec("pylopdf_fonts_zh_cn") is not None


def draw_year(results: Results, path: Path, language: Language = "zh") -> Path:
    """Draw the chart of a year to a PNG file and return it."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    def word(code: str) -> str:
        return text(f"chart.{code}", language)

    with plt.rc_context(_style()):
        figure, axes = plt.subplots(2, 2, figsize=(13, 8.4), gridspec_kw={"height_ratios": [1.15, 1]})
        _prices(axes[0][0], results, word)
        _turnover(axes[0][1], results, word)
        _provinces(axes[1][0], results, word, language)
        _gaps(axes[1][1], results, word)
        figure.suptitle(text("chart.title", language, {"period": results.period}), fontsize=15, x=0.02, ha="left")
        figure.text(0.02, 0.005, text("chart.source", language, {"origin": results.origin}), fontsize=8, color="#667")
        figure.tight_layout(rect=(0, 0.02, 1, 0.97))
        figure.savefig(path, dpi=130)
        plt.close(figure)
    return path


def _style() -> dict[str, Any]:
    from matplotlib import font_manager

    family = "sans-serif"
    for file in _fonts():
        font_manager.fontManager.addfont(file)
        family = font_manager.FontProperties(fname=file).get_name()
    return {
        "font.family": [family, "DejaVu Sans"],
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": "#99a",
        "axes.titlesize": 11,
        "axes.titlelocation": "left",
        "text.color": _INK,
        "axes.unicode_minus": False,
    }


def _fonts() -> list[str]:
    """Return the Chinese sans-serif font files that came as a package."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or not spec.submodule_search_locations:
        return []
    folder = Path(next(iter(spec.submodule_search_locations)))
    return sorted(str(f) for f in folder.rglob("*.otf") if "Sans" in f.name)[:1]


def _prices(axis: Any, results: Results, word: Any) -> None:
    days = list(range(len(results.days)))
    axis.plot(days, [d["close_fen"] / 100 for d in results.days], color=_INK, linewidth=1.6)
    axis.set_title(word("price"))
    _month_ticks(axis, results)


def _turnover(axis: Any, results: Results, word: Any) -> None:
    days = list(range(len(results.days)))
    listed = [d["listed_t"] / 1e4 for d in results.days]
    block = [d["block_t"] / 1e4 for d in results.days]
    axis.bar(days, block, color=_BLOCK, width=1.0, label=word("block"))
    axis.bar(days, listed, bottom=block, color=_LISTED, width=1.0, label=word("listed"))
    axis.set_title(word("turnover"))
    axis.legend(frameon=False, fontsize=9)
    _month_ticks(axis, results)


def _month_ticks(axis: Any, results: Results) -> None:
    firsts = [n for n, d in enumerate(results.days) if n == 0 or d["day"][:7] != results.days[n - 1]["day"][:7]]
    axis.set_xticks(firsts, [results.days[n]["day"][2:7] for n in firsts], fontsize=9)


def _provinces(axis: Any, results: Results, word: Any, language: Language) -> None:
    rows = sorted(results.provinces, key=lambda r: -r["verified_t"])[:16]
    places = range(len(rows))
    axis.bar(
        [p - 0.2 for p in places],
        [r["verified_t"] / 1e6 for r in rows],
        width=0.4,
        color=_SHORT,
        label=word("verified"),
    )
    axis.bar(
        [p + 0.2 for p in places], [r["approved_t"] / 1e6 for r in rows], width=0.4, color=_LONG, label=word("approved")
    )
    names = [r["name_zh"] if language == "zh" else r["name_en"] for r in rows]
    axis.set_xticks(list(places), names, fontsize=9, rotation=0 if language == "zh" else 60)
    axis.set_title(word("provinces"))
    axis.legend(frameon=False, fontsize=9)


def _gaps(axis: Any, results: Results, word: Any) -> None:
    rates = [100 * e["gap_t"] / e["verified_t"] for e in results.entities if e["verified_t"]]
    shown = [min(max(r, -25.0), 25.0) for r in rates]
    edges = list(range(-25, 26))
    _, _, patches = axis.hist(shown, bins=edges, color=_LONG)
    for edge, patch in zip(edges, patches, strict=False):
        if edge >= 0:
            patch.set_facecolor(_SHORT)
    axis.axvline(20, color=_INK, linewidth=0.8, linestyle=":")
    axis.set_title(word("gaps"))
