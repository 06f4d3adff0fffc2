"""`tanshi voluntary certificate --proof` and `check`: a cancellation proved, and the proof checked offline."""

from __future__ import annotations

import json
from pathlib import Path

from tanshi.application.market import open_market
from tanshi.application.voluntary_certificates import proof_of_use
from tanshi.cli import show
from tanshi.core.finding import problem
from tanshi.core.sheets import bytes_of
from tanshi.journal import fact_proof
from tanshi.voluntary.use import Used


def write_proof(db: str, number: int, file: Path) -> None:
    """Write the proof that a cancellation is in the journal."""
    market = open_market(db, write=False)
    try:
        with market.engine.snapshot() as view:
            found = proof_of_use(view, number)
    finally:
        market.close()
    if found is None:
        raise problem("voluntary.no_use", where=str(number), number=number)
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")


def run_check(file: Path, root: str, as_json: bool) -> None:
    """Check a proof and print what it shows; `Problem` if it shows nothing."""
    try:
        document = json.loads(bytes_of(file))
    except ValueError:
        document = None
    proved = fact_proof.check(document)
    if proved is None or proved.type != Used.type:
        raise problem("voluntary.not_proved", where=file.name)
    if root and root != proved.root:
        raise problem("voluntary.other_root", where=file.name, found=proved.root, asked=root)
    if as_json:
        show.json_document({"day": proved.day, **proved.data, "root": proved.root, "size": proved.size})
        return
    data = proved.data
    told = show.word(
        "voluntary.proved", number=data["number"], day=proved.day, amount=f"{data['amount_t']:,}",
        instrument=data["instrument"], first=data["first_serial"], last=data["last_serial"], size=proved.size,
        root=proved.root,
    )  # fmt: skip
    show.out.print(told, markup=False, soft_wrap=True)
