"""Records looked at: all checks of the law asked of an entity's year, or of many entities' years."""

from __future__ import annotations

from tanshi.mrv.plausibility.check import Catalogue
from tanshi.mrv.plausibility.judging import Verdict
from tanshi.mrv.plausibility.records import Records
from tanshi.rules import Law


def review(law: Law, records: Records) -> Verdict:
    """Return what the law's checks find in records: by months, years of units, years of entities."""
    from tanshi.mrv.plausibility.bulk import judge  # they need numpy, which takes long to read
    from tanshi.mrv.plausibility.frames import frames

    catalogue = Catalogue.of(law)
    found = Verdict()
    for rows, frame in frames(catalogue, records).items():
        found.add(judge(catalogue, catalogue.of_rows(rows), frame))
    return found
