"""`tanshi factors import`."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from tanshi.application.factor_import import import_factors
from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.core.sheets import bytes_of
from tanshi.core.texts import load_yaml
from tanshi.rulemaking.factors.table_file import Common, own_mappings, read_factors


def run_import(
    file: Path, db: str, actor: str, mapping: Path | None, from_day: str, to_day: str, source_year: int, dry_run: bool,
    as_json: bool,
) -> int:  # fmt: skip
    """Propose a file's factors and tell what became of each cell; return 1 if a cell is left to mend."""
    data = bytes_of(file)
    mappings = None if mapping is None else own_mappings(mapping.name, load_yaml(bytes_of(mapping).decode("utf-8")))
    common = Common(sha256(data).hexdigest(), from_day, to_day, source_year)
    open_market(db, write=False).close()  # a database is made by founding a market
    market = open_market(db)
    try:
        read = read_factors(market.law, file.name, data, common, mappings)
        done = import_factors(market, read, data, actor, dry_run=dry_run)
    finally:
        market.close()
    if as_json:
        show.json_document(done.as_json())
    else:
        for found in done.findings:
            show.out.print(found.line(show.language()), markup=False, soft_wrap=True)
        show.out.print(
            show.word("factors.would_import" if dry_run else "factors.imported", **done.counts()), markup=False
        )
    return 1 if done.findings else 0
