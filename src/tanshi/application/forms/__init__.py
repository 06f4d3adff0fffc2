"""Declarative forms (填报): one definition gives template, import, page, schema, printed document, commands."""

from tanshi.application.forms.bundle import Bundle, make_bundle, take_bundle
from tanshi.application.forms.definition import Field, Form, form, forms
from tanshi.application.forms.drafts import Draft, Saved, load, remove, save
from tanshi.application.forms.given import Given, from_draft, from_file, from_json, from_post
from tanshi.application.forms.intake import Context, GoodRow, Intake, Request, bytes_of, take
from tanshi.application.forms.json_schema import schema
from tanshi.application.forms.pages import page
from tanshi.application.forms.printout import printed
from tanshi.application.forms.receipts import HandedIn, hand_in, receipt_paper, verify_receipt
from tanshi.application.forms.words import FormFinding, Words
from tanshi.application.forms.workbook import known_rows, template

__all__ = [
    "Bundle",
    "Context",
    "Draft",
    "Field",
    "Form",
    "FormFinding",
    "Given",
    "GoodRow",
    "HandedIn",
    "Intake",
    "Request",
    "Saved",
    "Words",
    "bytes_of",
    "form",
    "forms",
    "from_draft",
    "from_file",
    "from_json",
    "from_post",
    "hand_in",
    "known_rows",
    "load",
    "make_bundle",
    "page",
    "printed",
    "receipt_paper",
    "remove",
    "save",
    "schema",
    "take",
    "take_bundle",
    "template",
    "verify_receipt",
]
