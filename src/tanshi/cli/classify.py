"""`tanshi classify FILE`: classes of units by their fuels and rated power."""

from __future__ import annotations

from pathlib import Path

from tanshi.allocation.classes_file import classify_file, template
from tanshi.allocation.classification import Classified, ClassRules
from tanshi.allocation.from_file import newest_plan, plans
from tanshi.cli import show
from tanshi.core.finding import problem
from tanshi.rules import Law


def run_classify(file: Path, plan: str, as_template: bool, as_json: bool) -> int:
    """Print the classes of a file's units; return the exit code, 1 if rows could not be classified."""
    if as_template:
        show.template(file, template())
        return 0
    law = Law("cn")
    known, name = plans(law), plan or newest_plan(law)
    if name not in known:
        raise problem("allocate.unknown_plan", value=name, known=", ".join(known))
    period, is_draft = known[name]
    found = classify_file(ClassRules(law, period, drafts=is_draft), file, name)
    if as_json:
        show.json_document(found.as_json())
    else:
        columns = ("unit", "reporting_unit", "treatment", "own", "unit_class", "text")
        heads = [show.word(f"classify.{c}") for c in columns]
        rows = [
            (
                u.unit_id, u.reporting_unit, show.word(f"classify.{u.own.treatment}"), u.own.unit_class or "–",
                u.unit_class or "–", _text(law, u.own),
            )
            for u in found.units
        ]  # fmt: skip
        show.table(show.word("allocate.file_title", plan=name, file=file.name), heads, rows)
    show.findings(found.findings)
    return 1 if found.findings else 0


def _text(law: Law, own: Classified) -> str:
    """Return the case a unit meets and the text that says what becomes of it."""
    return f"{own.case} {law.reference(own.cited.citation) if own.cited else ''}".strip()
