"""Unified social credit codes (统一社会信用代码, GB 32100-2015) and legal entity identifiers (ISO 17442), part by part.

A credit code has 18 characters: registering department, kind of body, area of registration (GB/T 2260),
organisation code (GB 11714, with a check character of its own) and a check character. `core.identifier` has the
check of the whole.

The model range: codes whose organisation code begins with YY. Codes given out so far begin with a digit or with M;
codes of generated entities lie in this range and are right in form, so that nobody takes them for a firm's.
"""

from __future__ import annotations

import re

from tanshi.core.identifier import is_lei, is_uscc, uscc_check_digit
from tanshi.participants.areas import areas

_FORM = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}\Z")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

#: Registering departments and the kinds of body each registers (GB 32100-2015, table 1 and 2).
BODIES = {
    "1": "1239",  # institutional: organ, public institution, other
    "2": "19",  # foreign affairs: foreign resident offices
    "3": "123459",  # justice: law firms, notaries, forensic and other
    "4": "19",  # culture
    "5": "1239",  # civil affairs: social group, private non-enterprise, foundation
    "6": "19",  # tourism
    "7": "129",  # religion
    "8": "19",  # trade unions
    "9": "123",  # market regulation: enterprise, individual business, farmers' cooperative
    "A": "19",  # army
    "N": "1239",  # agriculture: township, village, group economic organisation
    "Y": "1",  # other
}
ENTERPRISE = "91"
MODEL_RANGE = "YY"


def organisation_check_character(first8: str) -> str:
    """Return the last character of an organisation code (组织机构代码, GB 11714): 0-9 or X."""
    total = sum(int(c, 36) * w for c, w in zip(first8, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def why_not_credit_code(code: str) -> str:
    """Return what is wrong with a credit code, or "": `form`, `check`, `body`, `area` or `organisation`.

    Each word is the end of a finding's name, `credit_code.form` and so on. The order is that of the parts'
    weight: a wrong check character means a slip of the pen, and then the other parts say nothing.
    """
    if not _FORM.match(code):
        return "form"
    if not is_uscc(code):
        return "check"
    if code[1] not in BODIES.get(code[0], ""):
        return "body"
    if code[2:4] not in areas() and code[2:8] != "100000":  # 100000: registered with the national office
        return "area"
    if organisation_check_character(code[8:16]) != code[16]:
        return "organisation"
    return ""


def why_not_lei(code: str) -> str:
    """Return what is wrong with a legal entity identifier, or "": `form` or `check`."""
    if not re.match(r"[A-Z0-9]{18}\d\d\Z", code):
        return "form"
    return "" if is_lei(code) else "check"


def model_credit_code(area: str, number: int) -> str:
    """Return the credit code of a generated enterprise: right in form, in the model range.

    `area` is a province's two digits; `number` is below 1,000,000.
    """
    assert 0 <= number < 10**6
    organisation = f"{MODEL_RANGE}{number:06d}"
    first17 = f"{ENTERPRISE}{area}0000{organisation}{organisation_check_character(organisation)}"
    return first17 + uscc_check_digit(first17)


def is_model_credit_code(code: str) -> bool:
    """Tell whether a credit code is in the model range."""
    return len(code) == 18 and code[8:10] == MODEL_RANGE
