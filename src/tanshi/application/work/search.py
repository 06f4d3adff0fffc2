"""Search over what the books know by name or number: entities, units, accounts. Other systems add a searcher.

A searcher reads at most `MOST` hits, best first: the number itself, numbers that begin so, names that do, then anything
that has it somewhere. An entity goes by its unified social credit code (统一社会信用代码) as well. A hit is shown only
to who may see it; ids of accounts count as restricted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tanshi.journal.command import Concern
from tanshi.journal.engine import Reads

#: Hits of one searcher, and characters that are looked for.
MOST, LONGEST = 20, 80

#: Tells whether the caller has a right over a subject.
May = Callable[[str, Concern], bool]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found. `rank`: 0 its id, 1 begins so, 2 a name begins so, 3 somewhere within."""

    kind: str
    id: str
    name_zh: str
    name_en: str
    entity: str
    area_gb2260: str
    rank: int


@dataclass(frozen=True, slots=True)
class Searcher:
    """How one kind of thing is found: a table with its id and names joined to `participants_entity AS e`."""

    kind: str
    right: str
    source: str
    id: str
    name_zh: str
    name_en: str
    number: str = "''"  # another number it goes by

    def hits(self, view: Reads, asked: str, most: int = MOST) -> list[Hit]:
        """Return the best hits, those of the same rank by id."""
        part = asked.lower().replace("~", "~~").replace("%", "~%").replace("_", "~_")
        like = "{} LIKE ? ESCAPE '~'"
        names = (f"lower({self.name_zh})", f"lower({self.name_en})")
        numbers = (f"lower({self.id})", f"lower({self.number})")
        begins = " OR ".join(like.format(name) for name in names)
        numbered = " OR ".join(like.format(number) for number in numbers)
        rank = f"CASE WHEN ? IN ({', '.join(numbers)}) THEN 0 WHEN {numbered} THEN 1 WHEN {begins} THEN 2 ELSE 3 END"
        sql = (
            f"SELECT {self.id}, {self.name_zh}, {self.name_en}, e.id, e.area_gb2260, {rank} AS rank"
            f" {self.source} WHERE {numbered} OR {begins} ORDER BY rank, {self.id} LIMIT {most}"
        )
        first, within = f"{part}%", f"%{part}%"
        values = [asked.lower(), *[first] * 4, *[within] * 4]
        return [Hit(self.kind, *row) for row in view.fetch(sql, values)]


SEARCHERS: list[Searcher] = [
    Searcher(
        "entity", "see.results", "FROM participants_entity AS e", "e.id", "e.name_zh", "e.name_en", "e.credit_code",
    ),
    Searcher(
        "unit", "see.entity", "FROM participants_unit AS x JOIN participants_entity AS e ON e.id = x.entity",
        "x.id", "x.name_zh", "x.name_en",
    ),
    Searcher(
        "account", "see.holdings", "FROM registry_account AS x JOIN participants_entity AS e ON e.id = x.holder",
        "x.id", "e.name_zh", "e.name_en",
    ),
]  # fmt: skip


def search(view: Reads, asked: str, may: May, searchers: Sequence[Searcher] = ()) -> list[Hit]:
    """Return what is found under a name or number and may be seen by who asks, the best first."""
    said = "".join(c for c in asked.strip()[:LONGEST] if c.isprintable())
    if not said:
        return []
    found: list[Hit] = []
    for searcher in searchers or SEARCHERS:
        everywhere = may(searcher.right, Concern())
        hits = searcher.hits(view, said)
        found += [h for h in hits if everywhere or may(searcher.right, Concern(h.entity, h.area_gb2260))]
    order = [s.kind for s in searchers or SEARCHERS]
    return sorted(found, key=lambda h: (h.rank, order.index(h.kind), h.id))
