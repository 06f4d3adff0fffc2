"""What the API and the pages list: tables by rights, filters and pages, each column as its table declares it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tanshi.allocation.tables import TABLES as ALLOCATION
from tanshi.application.access import in_area_sql, rights_of
from tanshi.compliance.tables import TABLES as COMPLIANCE
from tanshi.exchange.tables import TABLES as EXCHANGE
from tanshi.journal.table import Row, TableSpec
from tanshi.mrv.tables import TABLES as MRV
from tanshi.participants.tables import EntityCityRow, EntityRow, ListingRow, MandateRow, UnitRow
from tanshi.registry.tables import AccountRow, HoldingRow, InstrumentRow, TradeRow, TransferRow
from tanshi.server.platform import Visit
from tanshi.server.routing import Trouble

#: Words of the query that are no column; a column of that name is not a filter.
RESERVED = frozenset({"after", "limit", "format", "lang", "collection", "at"})

#: Rows of one answer, and the most that can be asked for.
PAGE, MOST = 100, 10_000


@dataclass(frozen=True, slots=True)
class Collection:
    """A table that can be listed: the right it needs, and how a row belongs to an entity, if it does."""

    name: str
    row: type[Row]
    right: str
    entity: str = ""  # SQL that gives the entity of a row; "" belongs to the nation

    @property
    def spec(self) -> TableSpec:
        return self.row.__table__

    @property
    def description(self) -> str:
        return self.spec.description.splitlines()[0]


_HOLDER = "(SELECT holder FROM registry_account WHERE registry_account.id = {})"


def _of(tables: Sequence[type[Row]], right: str) -> Iterator[Collection]:
    """Yield the tables of a system; what has an entity, or a unit, belongs to it."""
    for row in tables:
        spec = row.__table__
        entity = ""
        if "entity" in spec.column_names:
            entity = f"{spec.name}.entity"
        elif "unit" in spec.column_names:
            entity = f"(SELECT entity FROM participants_unit WHERE participants_unit.id = {spec.name}.unit)"
        yield Collection(spec.name.replace("_", "-"), row, right if entity else "see.results", entity)


COLLECTIONS: dict[str, Collection] = {
    c.name: c
    for c in (
        Collection("entities", EntityRow, "see.results", "participants_entity.id"),
        Collection("entity-cities", EntityCityRow, "see.entity", "participants_entity_city.entity"),
        Collection("units", UnitRow, "see.entity", "participants_unit.entity"),
        Collection("listings", ListingRow, "see.results", "participants_listing.entity"),
        Collection("mandates", MandateRow, "see.entity", "participants_mandate.entity"),
        Collection("accounts", AccountRow, "see.holdings", "registry_account.holder"),
        Collection("instruments", InstrumentRow, "see.results"),
        Collection("holdings", HoldingRow, "see.holdings", _HOLDER.format("registry_holding.account")),
        Collection("transfers", TransferRow, "see.journal"),
        Collection("trades", TradeRow, "see.journal"),
        *_of(MRV, "see.records"),
        *_of(ALLOCATION, "see.entity"),
        *_of(COMPLIANCE, "see.entity"),
        *_of(EXCHANGE, "see.results"),
    )
}


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of a collection, and where the next page begins ("" there is none)."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    after: str
    binary: tuple[str, ...] = ()

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as objects; bytes are hex."""
        found = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        for name in self.binary:
            for record in found:
                record[name] = None if record[name] is None else record[name].hex()
        return found


def listed(visit: Visit, collection: Collection, most: int = PAGE) -> Listed:
    """Return a page of a collection as the caller may see it: filters by column, `after` the last key seen."""
    spec = collection.spec
    where, values = _filters(visit, spec)
    scope, scope_values = _scope(visit, collection)
    where, values = where + scope, values + scope_values
    if after := visit.params.get("after", ""):
        keys = after.split("|")
        if len(keys) != len(spec.key):
            raise Trouble(400, "http.bad_parameter", details={"name": "after", "value": after, "reason": "no key here"})
        where.append(f"({', '.join(spec.key)}) > ({', '.join('?' * len(keys))})")
        values += [_typed(spec, name, key) for name, key in zip(spec.key, keys, strict=True)]
    rows = visit.view.fetch(spec.select_sql(" AND ".join(where)) + f" LIMIT {most + 1}", values)
    more = len(rows) > most
    rows = rows[:most]
    places = [spec.column_names.index(name) for name in spec.key]
    last = "|".join(str(rows[-1][p]) for p in places) if more else ""
    return Listed(spec.column_names, rows, last, tuple(c.name for c in spec.columns if c.type is bytes))


def _filters(visit: Visit, spec: TableSpec) -> tuple[list[str], list[Any]]:
    where, values = [], []
    for name, value in visit.params.items():
        if name in spec.column_names and name not in RESERVED:
            where.append(f"{name} = ?")
            values.append(_typed(spec, name, value))
        elif name not in RESERVED:
            raise Trouble(
                400, "http.bad_parameter", details={"name": name, "value": value, "reason": "no column of this list"}
            )
    return where, values


def _typed(spec: TableSpec, name: str, value: str) -> Any:
    kind = next(c.type for c in spec.columns if c.name == name)
    if kind is not int:
        return value.replace("\0", "")
    try:
        number = int(value)
    except ValueError:
        number = 2**63
    if not -(2**63) <= number < 2**63:
        raise Trouble(400, "http.bad_parameter", details={"name": name, "value": value, "reason": "no whole number"})
    return number


def _scope(visit: Visit, collection: Collection) -> tuple[list[str], list[Any]]:
    """Return what keeps a caller to its own part of a list."""
    if visit.may(collection.right):
        return [], []
    actor = visit.actor
    if actor is not None and collection.entity and visit.caller.may_read():
        scope = rights_of(actor.role).get(collection.right)
        if scope == "own" and actor.entity:
            return [f"{collection.entity} = ?"], [actor.entity]
        if scope == "area" and actor.area_gb2260:
            return [in_area_sql(actor.area_gb2260, collection.entity)], [actor.area_gb2260]
        if scope == "group":
            today = visit.today
            mandates = (
                "SELECT entity FROM participants_mandate WHERE organisation = ? AND from_day <= ? "
                "AND (until_day = '' OR until_day >= ?)"
            )
            return [f"{collection.entity} IN ({mandates})"], [actor.organisation, today, today]
    refused = visit.refusal(collection.right, [])
    if visit.caller.is_public:
        raise Trouble(401, "http.sign_in_first")
    raise Trouble(
        403, str(refused or "command.not_permitted"), details={"actor": visit.caller.actor, "kind": collection.right}
    )
