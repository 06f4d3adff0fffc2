"""Write the reference pages in docs/reference from the code; a test fails when they are not up to date.

python -m tools.reference [--check]
"""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import sys
import typing
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import tanshi
from tanshi.allocation.rounding import rounding_of, rounding_words
from tanshi.application.access import ACCESS, BEGINNING, FOUR_EYES
from tanshi.application.assembly import TABLES, fact_types, handlers
from tanshi.application.forms import forms
from tanshi.application.market import open_market
from tanshi.application.second_person import PARAMETER
from tanshi.client import Client
from tanshi.core import catalogue
from tanshi.core.citation import Citation
from tanshi.core.outcome import Outcome
from tanshi.rules import Law
from tanshi.rules.terms import terms as all_terms
from tanshi.rules.timeline import changes, events
from tanshi.server.app import routes
from tanshi.server.run import platform_of
from tools import check_pages, guide_pages, institution_messages
from tools import figures as text_figures

FOLDER = Path(__file__).parent.parent / "docs" / "reference"


def _head(title: str, about: str) -> str:
    return f"# {title}\n\n{about} Made from the code by `make docs`; do not edit.\n"


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(c).replace("|", "\\|").replace("\n", " ") for c in cells) + " |\n"


def _table(columns: list[str], rows: Iterator[tuple[object, ...]] | list[tuple[object, ...]]) -> str:
    return _row(*columns) + _row(*("---" for _ in columns)) + "".join(_row(*r) for r in rows)


def _first_line(thing: object) -> str:
    return (thing.__doc__ or "").strip().splitlines()[0] if thing.__doc__ else ""


def _type(hint: object) -> str:
    names = {str: "text", int: "whole number", bool: "true/false"}
    if hint in names:
        return names[hint]
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return f"list of {_type(args[0])}"
    if args:
        return " or ".join("null" if a is type(None) else _type(a) for a in args)
    return getattr(hint, "__name__", str(hint))


def commands() -> str:
    """Return the page of all commands."""
    text = _head("Commands", "What may be asked, by whom, with which fields.")
    for handler in sorted(handlers(Law("cn")), key=lambda h: h.kind):
        roles = [f"{role} ({kinds[handler.kind]})" for role, kinds in ACCESS.items() if handler.kind in kinds]
        text += f"\n## {handler.kind}\n\n{_first_line(handler.request)}\n\n"
        text += f"Asked by: {', '.join(roles) or 'anybody, on an empty journal'}. Carried out: `{handler.done}`.\n\n"
        hints = typing.get_type_hints(handler.request)
        fields = [(f"`{f.name}`", _type(hints[f.name])) for f in dataclasses.fields(handler.request)]
        text += _table(["field", "type"], fields)
    return text


def facts() -> str:
    """Return the page of all fact types."""
    text = _head("Facts", "What the journal records. A published version never changes.")
    for kind in fact_types().current():
        text += f"\n## {kind.record.type}\n\n{_first_line(kind.record)}\n\n"
        text += ", ".join(f"`{f.name}`" for f in dataclasses.fields(kind.record)) + "\n"  # type: ignore[arg-type]
    return text


def tables() -> str:
    """Return the page of all tables."""
    text = _head("Tables", "What the database holds. `_eN` in a column's name is its number of decimals.")
    for row in sorted(TABLES, key=lambda t: t.__table__.name):
        spec = row.__table__
        marks = ["only grows"] if spec.append_only else []
        marks += [] if spec.hashed else ["not in the state hash"]
        text += f"\n## {spec.name}\n\n{spec.description}{' (' + ', '.join(marks) + ')' if marks else ''}\n\n"
        text += f"Key: {', '.join(spec.key)}. Columns: {', '.join(f'`{c.name}`' for c in spec.columns)}.\n"
    return text


def outcomes() -> str:
    """Return the page of all outcomes, each list in the order in which it is checked."""
    for module in pkgutil.walk_packages(tanshi.__path__, "tanshi."):
        if not module.name.endswith("__main__"):
            with suppress(ModuleNotFoundError):  # what needs an extra has no outcomes
                importlib.import_module(module.name)
    text = _head("Outcomes", "The answers to lawful requests, in the order in which they are checked.")
    for kind in sorted(Outcome.__subclasses__(), key=lambda k: k.__module__ + k.__name__):
        text += f"\n## {kind.__module__}.{kind.__name__}\n\n"
        text += _table(
            ["outcome", "中文", "English"],
            [(f"`{o}`", catalogue.text(str(o), "zh", _Shown()), catalogue.text(str(o), "en", _Shown())) for o in kind],
        )
    return text


class _Shown(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def messages() -> str:
    """Return the page of all messages that are not outcomes."""
    prefixes = (
        "roster",
        "input",
        "output",
        "db",
        "rules",
        "why",
        "year",
        "evidence",
        "calendar",
        "simulation",
        "backup",
        "restore",
        "upgrade",
        "witness",
        "http",
        "forms",
        "documents",
        "identity",
    )
    text = _head("Messages", "What people read when input or surroundings cannot be used, in both languages.")
    rows = [
        (f"`{code}`", texts["zh"], texts["en"])
        for code, texts in sorted(catalogue.entries().items())
        if code.split(".")[0] in prefixes
    ]
    return text + "\n" + _table(["code", "中文", "English"], rows)


def access() -> str:
    """Return the page of who may ask what."""
    roles = list(ACCESS)
    kinds = sorted({k for of in ACCESS.values() for k in of})
    text = _head("Access", "Role x command x scope; an empty cell is refused. nation: any subject; area: own province.")
    text += (
        "\nTwo persons: always, or from an amount on (`registry.second_person_from`, t or fen); the second is another"
    )
    text += " person of the same body who may ask it too, and shows a second factor.\n"
    law = Law("cn")
    newest = law.parameter(PARAMETER).entries[-1].from_day
    least = {kind: cited.value for kind, cited in law.table(PARAMETER, newest).items()}
    rows = [(f"`{kind}`", _two(kind, least), *(ACCESS[role].get(kind, "") for role in roles)) for kind in kinds]
    return text + "\n" + _table(["command", "two persons", *roles], rows)


def _two(kind: str, least: Mapping[str, str]) -> str:
    if kind not in FOUR_EYES:
        return ""
    return f"from {least[kind]}" if least.get(kind, "0") != "0" else "always"


def parity() -> str:
    """Return the page of ways to each command: page, form, route, the client's method."""
    text = _head("Ways to each command", "What a person does on a page a program can do, and the other way round.")
    by_command: dict[str, list[str]] = {}
    for form in forms().values():
        by_command.setdefault(form.command, []).append(f"`/forms/{form.id}`")
    rows = []
    for way in ways():
        filed = ", ".join(by_command.get(way.kind, []))
        rows.append((f"`{way.kind}`", f"`{way.page}`", filed, f"`{way.route}`", f"`{way.method}`"))
    return text + "\n" + _table(["command", "page", "form", "route", "client"], rows)


@dataclasses.dataclass(frozen=True, slots=True)
class Way:
    """The ways to a command; "" where there is none."""

    kind: str
    page: str
    route: str
    method: str


def ways() -> list[Way]:
    """Return every command with its ways; what begins a journal is not among them."""
    law = Law("cn")
    market = open_market(":memory:", law=law)
    known = {(route.method, route.path) for route in routes(platform_of(market))}
    market.close()
    found = []
    for kind in sorted(handler.kind for handler in handlers(law) if handler.kind not in BEGINNING):
        path, method = f"/api/v1/commands/{kind}", kind.replace(".", "_")
        page = f"/do/{kind}" if {("GET", "/do/{kind}"), ("POST", "/do/{kind}")} <= known else ""
        route = f"POST {path}" if ("POST", path) in known else ""
        found.append(Way(kind, page, route, method if hasattr(Client, method) else ""))
    return found


def rules() -> str:
    """Return the page of all parameters of the law with their values, texts and confidence."""
    law = Law("cn")
    text = _head("Parameters of the law", "Every dated value with the text that sets it and how well we know it.")
    text += "\nConfidence: S stated in the texts the product was ordered with; F read; F2 read second-hand; M memory; "
    text += "M+ memory with a check that fits; D derived; choice our own reading.\n"
    for name in law.names():
        parameter = law.parameter(name)
        text += f"\n## {name}\n\n{parameter.label['zh']} · {parameter.label['en']} ({parameter.unit})\n\n"
        if parameter.description.get("en"):
            text += parameter.description["en"] + "\n\n"
        rows = []
        for entry in parameter.entries:
            for key in entry.by_key:
                cited = parameter.cited(entry, key)
                assert cited is not None
                status = " (draft)" if cited.status == "draft" else ""
                rows.append(
                    (
                        cited.from_day,
                        cited.to_day or "",
                        key,
                        f"{_words(cited.value)}{status}",
                        cited.confidence,
                        law.reference(cited.citation),
                        cited.citation.source,
                        cited.revision,
                    )
                )
        text += _table(["from", "to", "key", "value", "confidence", "text", "source", "rev."], rows)
    return text


def rounding() -> str:
    """Return the page of how each plan rounds each step."""
    law = Law("cn")
    text = _head("How plans round", "Each step of each plan with how well that is known; `tanshi rules rounding`.")
    rows = [
        (
            step.plan,
            catalogue.text(f"rounding.sector_{step.sector}", "en"),
            catalogue.text(step.label, "en"),
            catalogue.text(step.label, "zh"),
            rounding_words(step.rounding, step.step, "en"),
            rounding_words(step.rounding, step.step, "zh"),
            step.cited.confidence,
            law.reference(step.cited.citation),
            step.cited.citation.source,
        )
        for step in rounding_of(law)
    ]
    heads = ["plan", "sector", "step", "步骤", "rounded", "修约", "confidence", "text", "source"]
    return text + "\n" + _table(heads, rows)


def timeline() -> str:
    """Return the page of the market's events with the values each set."""
    law = Law("cn")
    text = _head(
        "Timeline", "What happened, the text behind it, and the values it set; `tanshi timeline EVENT` lists them."
    )
    rows = []
    for event in events(law):
        set_ = changes(law, event)
        names = ", ".join(dict.fromkeys(f"`{c.cited.parameter}`" for c in set_))
        number = law.reference(Citation(event.instrument)) if event.instrument else ""
        told = f"**{event.title['en']}** {event.title['zh']}. {event.what['en']} {event.what['zh']}"
        rows.append((event.shown_day, told, number, names, event.source, event.confidence))
    return text + "\n" + _table(["day", "event", "text", "sets", "source", "confidence"], rows)


def terms() -> str:
    """Return the page of the words of the market."""
    law = Law("cn")
    text = _head("Terms", "The words of the market, each with a definition of ours; `tanshi terms WORD` finds one.")
    rows = []
    for term in all_terms(law):
        cited = law.reference(term.citation) if term.citation else ""
        where = f"`tanshi {term.command}`" if term.command else f"`tanshi.{term.module}`" if term.module else ""
        rows.append((term.name("en"), term.name("zh"), term.definition("en"), term.definition("zh"), cited, where))
    return text + "\n" + _table(["term", "中文", "meaning", "释义", "text", "product"], rows)


def figures() -> str:
    """Return the page of every figure of the texts."""
    return _head("Figures of the texts", "Every figure of the texts the product was ordered with.") + text_figures.page(
        _table
    )


def _words(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{k} {_words(v)}" for k, v in value.items())
    return ", ".join(_words(v) for v in value) if isinstance(value, list) else str(value)


def told() -> str:
    """Return the page of the messages between institutions."""
    about = "What authority, registry and exchange tell each other when each has a database of its own."
    return _head("Messages between institutions", about) + institution_messages.page(_table, _type)


def guides() -> str:
    """Return the page of the guides for accounting."""
    about = (
        "How firms of each sector account for their emissions; `tanshi emissions FILE --sector SECTOR` computes by it."
    )
    return _head("Guides for accounting", about) + guide_pages.page(_table)


def checks() -> str:
    """Return the page of the plausibility checks."""
    about = "What monitored figures are asked; `tanshi plausibility` asks it."
    return _head("Plausibility checks", about) + check_pages.page(_table)


PAGES: dict[str, Callable[[], str]] = {
    "commands": commands,
    "facts": facts,
    "tables": tables,
    "outcomes": outcomes,
    "messages": messages,
    "access": access,
    "parity": parity,
    "rules": rules,
    "rounding": rounding,
    "guides": guides,
    "checks": checks,
    "timeline": timeline,
    "terms": terms,
    "institution-messages": told,
    "../figures": figures,
}


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check tell which are not up to date."""
    stale = []
    for name, make in PAGES.items():
        path, text = (FOLDER / f"{name}.md").resolve(), make()
        if "--check" not in arguments:
            FOLDER.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            stale.append(str(path))
    for path in stale:
        sys.stderr.write(f"{path} is not up to date: run `make docs`\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
