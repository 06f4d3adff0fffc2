"""Charts of a period as PNG: the year on one sheet, the market, tile maps of provinces, gap rates, unit classes.

Drawn with matplotlib (extra `report`) and a Chinese font that comes as a package, so no system font is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tanshi.core.catalogue import Language, text
from tanshi.disclosure import panels
from tanshi.disclosure.gap_classes import gap_classes
from tanshi.disclosure.panels import INK, LONG, SHORT
from tanshi.disclosure.results import Results
from tanshi.disclosure.tables import Tables

#: The pictures of a period with their size in inches; each is written as NAME_PERIOD.png.
PICTURES: dict[str, tuple[float, float]] = {
    "year": (13, 8.4), "market": (13, 7.6), "map": (13, 7.2), "gaps": (13, 5.2), "unit_classes": (13, 5.2),
}  # fmt: skip


def can_draw() -> bool:
    """Tell whether the extra `report` is installed."""
    return find_spec("matplotlib") is not None and find_spec("pylopdf_fonts_zh_cn") is not None


def draw(
    results: Results, tables: Tables, folder: Path, language: Language = "zh", names: Iterable[str] = PICTURES
) -> list[Path]:
    """Draw pictures of a period into a folder and return the files."""
    import matplotlib as mpl

    mpl.use("Agg")
    return [_picture(name, results, tables, folder / f"{name}_{results.period}.png", language) for name in names]


def _picture(name: str, results: Results, tables: Tables, path: Path, language: Language) -> Path:
    import matplotlib.pyplot as plt

    with plt.rc_context(style()):
        figure = plt.figure(figsize=PICTURES[name])
        _PANELS[name](figure, results, tables, language)
        title = text("chart.title", language, {"period": results.period})
        figure.suptitle(title, fontsize=15, x=0.02, ha="left")
        figure.text(0.02, 0.005, text("chart.source", language, {"origin": results.origin}), fontsize=8, color="#667")
        figure.tight_layout(rect=(0, 0.02, 1, 0.97))
        figure.savefig(path, dpi=130)
        plt.close(figure)
    return path


def _words(language: Language) -> panels.Word:
    return lambda code: text(f"chart.{code}", language)


def _year(figure: Any, results: Results, tables: Tables, language: Language) -> None:
    axes, word = figure.subplots(2, 2, gridspec_kw={"height_ratios": [1.15, 1]}), _words(language)
    days = _days(tables)
    panels.prices(axes[0][0], days, word)
    panels.volumes(axes[0][1], days, word)
    _provinces(axes[1][0], results, word, language)
    _gaps(axes[1][1], results, word)


def _market(figure: Any, results: Results, tables: Tables, language: Language) -> None:
    above, below = figure.subplots(2, 1, gridspec_kw={"height_ratios": [1.5, 1]})
    panels.prices(above, _days(tables), _words(language))
    panels.volumes(below, _days(tables), _words(language))


def _map(figure: Any, results: Results, tables: Tables, language: Language) -> None:
    left, right = figure.subplots(1, 2)
    panels.emission_tiles(left, results.provinces, _words(language), language)
    panels.gap_tiles(right, results.provinces, _words(language), language)


def _gap_rates(figure: Any, results: Results, tables: Tables, language: Language) -> None:
    left, right = figure.subplots(1, 2)
    classes = gap_classes(results.entities)
    panels.gap_shares(left, classes, _words(language))
    panels.gap_tonnes(right, classes, _words(language))


def _unit_classes(figure: Any, results: Results, tables: Tables, language: Language) -> None:
    left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": [1.4, 1]})
    panels.class_amounts(left, results.classes, _words(language))
    panels.class_rates(right, results.classes, _words(language))


_PANELS: dict[str, Callable[[Any, Results, Tables, Language], None]] = {
    "year": _year, "market": _market, "map": _map, "gaps": _gap_rates, "unit_classes": _unit_classes,
}  # fmt: skip


def _days(tables: Tables) -> panels.Rows:
    """Return the bulletins of the season's days."""
    return [row for row in tables.rows["bulletins"] if row["kind"] == "day"]


def style() -> dict[str, Any]:
    """Return how our pictures look: the Chinese font, plain axes."""
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
        "text.color": INK,
        "axes.unicode_minus": False,
        "svg.hashsalt": "tanshi",  # the same picture, the same bytes
        "legend.loc": "upper left",  # "best" tries every place, which takes seconds over a nation's points
    }


def _fonts() -> list[str]:
    """Return the Chinese sans-serif font files that came as a package."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or not spec.submodule_search_locations:
        return []
    folder = Path(next(iter(spec.submodule_search_locations)))
    return sorted(str(f) for f in folder.rglob("*.otf") if "Sans" in f.name)[:1]


def _provinces(axis: Any, results: Results, word: Any, language: Language) -> None:
    rows = sorted(results.provinces, key=lambda r: -r["verified_t"])[:16]
    places = range(len(rows))
    axis.bar(
        [p - 0.2 for p in places],
        [r["verified_t"] / 1e6 for r in rows],
        width=0.4,
        color=SHORT,
        label=word("verified"),
    )
    axis.bar(
        [p + 0.2 for p in places], [r["approved_t"] / 1e6 for r in rows], width=0.4, color=LONG, label=word("approved")
    )
    names = [r["name_zh"] if language == "zh" else r["name_en"] for r in rows]
    axis.set_xticks(list(places), names, fontsize=8, rotation=0 if language == "zh" else 60)
    axis.set_title(word("provinces"))
    axis.legend(loc="upper right", frameon=False, fontsize=9)


def _gaps(axis: Any, results: Results, word: Any) -> None:
    rates = [100 * e["gap_t"] / e["verified_t"] for e in results.entities if e["verified_t"]]
    shown = [min(max(r, -25.0), 25.0) for r in rates]
    edges = list(range(-25, 26))
    _, _, patches = axis.hist(shown, bins=edges, color=LONG)
    for edge, patch in zip(edges, patches, strict=False):
        if edge >= 0:
            patch.set_facecolor(SHORT)
    axis.set_title(word("gaps"))
