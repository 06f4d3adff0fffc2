"""A row of activity data (活动数据): what a firm, a line or a unit says of one source stream in a month or a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tanshi.accounting.formula import Pair


@dataclass(frozen=True, slots=True)
class Activity:
    """One row. `month` is "" for a whole year; `part` names a line or unit, "" for the firm; `where` is its place.

    `values`: figures by the names of the stream's inputs, in the units these have; what is not there is not known.
    """

    entity: str
    year: int
    month: str
    part: str
    stream: str
    item: str
    values: Mapping[str, Pair]
    where: str = ""


class CannotCompute(Exception):
    """A row lacks a figure, or its figures cannot be computed with. `code` and `params` go into a finding."""

    def __init__(self, code: str, field: str = "", **params: object) -> None:
        self.code, self.field, self.params = code, field, {"field": field, **params}
        super().__init__(code)
