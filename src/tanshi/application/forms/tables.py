"""What is kept of forms beside the journal: drafts, receipts and bundles. None of it is a fact or in the state hash."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table


@table("forms_draft", key=["form", "subject", "owner"], hashed=False, checks=["revision > 0"])
@dataclass(slots=True)
class DraftRow(Row):
    """A form somebody is filling in: the cells as typed (JSON), and how often they were saved."""

    form: str
    subject: str
    owner: str
    version: int
    revision: int
    saved_at: str
    cells: str


@table("forms_receipt", key=["number"], hashed=False, unique=[["code"]], indexes=[["subject"]], checks=["number > 0"])
@dataclass(slots=True)
class ReceiptRow(Row):
    """A receipt for something handed in: when, by whom, the file's digest, how many rows were good and bad."""

    number: int
    form: str
    version: int
    subject: str
    owner: str
    file_name: str
    file_sha256: str
    received_at: str
    good_rows: int
    bad_rows: int
    code: str


@table("forms_bundle", key=["id"], hashed=False)
@dataclass(slots=True)
class BundleRow(Row):
    """An offline bundle that was given out, and the digest of its manifest."""

    id: str
    form: str
    version: int
    subject: str
    owner: str
    made_at: str
    manifest_sha256: str


TABLES: tuple[type[Row], ...] = (DraftRow, ReceiptRow, BundleRow)
