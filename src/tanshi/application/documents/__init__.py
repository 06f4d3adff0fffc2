"""Official papers (文书): templates, PDF and workbook, numbers, and proof codes that anybody verifies."""

from tanshi.application.documents.issuing import Draft, Issued, Issuer, issue, issue_all, withdraw
from tanshi.application.documents.library import Template, template, templates
from tanshi.application.documents.paper import Composed, IssuingBody, Paper, Part, compose
from tanshi.application.documents.proof_code import proof_code, read_code
from tanshi.application.documents.typesetting import Printed, can_typeset, pdf, png
from tanshi.application.documents.verification import Verification, matches, verify
from tanshi.application.documents.workbook import xlsx

__all__ = [
    "Composed",
    "Draft",
    "Issued",
    "Issuer",
    "IssuingBody",
    "Paper",
    "Part",
    "Printed",
    "Template",
    "Verification",
    "can_typeset",
    "compose",
    "issue",
    "issue_all",
    "matches",
    "pdf",
    "png",
    "proof_code",
    "read_code",
    "template",
    "templates",
    "verify",
    "withdraw",
    "xlsx",
]
