"""One cell: from what somebody typed to the value a command takes, and back to what is shown.

Cells come as text, numbers, dates or nothing. Full-width digits, thousands separators and spaces are read; what could
mean two things, and what would have to be rounded, is a finding. Numbers become whole numbers of their last place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from tanshi.application.forms.definition import FILE, NONE, Field
from tanshi.application.forms.words import Words
from tanshi.core.exact import floor, show
from tanshi.core.identifier import is_id
from tanshi.core.period import Period
from tanshi.journal.canonical import LIMIT

#: What is in a cell, and what becomes of it.
Raw = str | int | float | bool | date | datetime | None
Value = str | int | bool | list[str] | None


class Wrong(Exception):
    """A cell cannot be used; the code and its parameters make the finding."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


class Percent(str):
    """A number that stood in a cell shown as percent, as text: `12.3%`."""

    __slots__ = ()


#: Spreadsheets keep 15 digits; the 16th and 17th of a float are noise of computing (0.1 + 0.2).
_DIGITS = ".15g"

_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}([, ][0-9]{3})+(\.[0-9]+)?\Z")
_NUMBER = re.compile(r"([+-]?)([0-9]{1,30})(?:\.([0-9]{0,30}))?\Z")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]{1,3}\Z")
# without a sign between them a month has two digits: 44562 is a day as spreadsheets count, not a month
_MONTH = re.compile(r"((?:19|20)[0-9]{2})(?:[-/.年]([0-9]{1,2})月?|([0-9]{2}))\Z")
_DAY = re.compile(r"((?:19|20)[0-9]{2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?\Z")
_YEARS = range(1900, 2100)  # as the patterns above
_SPACES = re.compile(r"\s+")
_BETWEEN = re.compile(r"[、，,;；\n]+")
_LONGEST = 10_000

#: Characters that are not kept: controls, halves, private and unassigned ones.
_UNKEPT = frozenset({"Cc", "Cs", "Co", "Cn"})

YES = frozenset({"yes", "y", "true", "1", "是", "√", "✓", "有"})
NO = frozenset({"no", "n", "false", "0", "否", "×", "✗", "无"})

Reader = Callable[[Raw], Value]


def is_blank(raw: Raw) -> bool:
    """Tell whether a cell holds nothing that can be seen."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def reader_of(field: Field) -> Reader:
    """Return the function that reads a filled cell of a field; it raises `Wrong`."""
    return _READERS[field.kind](field)


def blank_value(field: Field, file_sha256: str = "") -> Value:
    """Return the value of a field that may be left empty and was."""
    if field.blank == FILE:
        return file_sha256
    if field.blank is not None and field.blank != NONE:
        return _UNBOUNDED[field.kind](field, field.blank) if field.kind in _UNBOUNDED else reader_of(field)(field.blank)
    if field.is_number or field.blank == NONE:
        return None
    if field.kind == "yes_no":
        return 0 if field.flag else False
    return [] if field.kind == "names" else ""


def text_of(raw: Raw) -> str:
    """Return a cell as a line of text: compatibility forms and runs of spaces made one."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, float):
        return _float_text(raw)
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == datetime.min.time() else raw.isoformat(" ")
    if isinstance(raw, date):
        return raw.isoformat()
    text = str(raw)
    if len(text) > _LONGEST:
        raise Wrong("forms.too_long", longest=_LONGEST, length=len(text))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        if any(unicodedata.category(c) in _UNKEPT and c not in "\t\r\n" for c in text):
            raise Wrong("forms.bad_characters", value=_shown(text))
        return _SPACES.sub(" ", text).strip()
    return _SPACES.sub(" ", text).strip() if "  " in text else text.strip()


def _float_text(raw: float) -> str:
    text = format(raw, _DIGITS)
    return text if "e" not in text and "n" not in text else str(raw)


def _shown(value: object) -> str:
    """Return a value for a message: short, and with no character that cannot be printed."""
    whole = _float_text(value) if isinstance(value, float) else str(value)
    text = "".join(c if c.isprintable() else "�" for c in whole[:60])
    return text + "…" if len(whole) > 60 else text


# numbers


def _number(raw: Raw, field: Field) -> int:
    """Return a cell's number times ten to the power of the field's places."""
    if isinstance(raw, float):
        text = format(raw, _DIGITS)
        if "e" in text or "n" in text:  # 1e+16, nan, inf
            text = str(int(raw)) if raw.is_integer() and abs(raw) < LIMIT else "?"
    elif isinstance(raw, int) and not isinstance(raw, bool):
        text = str(raw)
    elif isinstance(raw, str):
        text = _plain_number(raw, field)
    else:
        raise Wrong("forms.not_a_number", value=_shown(raw), column=field.label)
    found = _NUMBER.match(text)
    if found is None:
        raise Wrong("forms.not_a_number", value=_shown(raw), column=field.label)
    sign, whole, decimals = found[1], found[2], (found[3] or "").rstrip("0")
    if len(decimals) > field.places:
        code = "forms.not_whole" if field.places == 0 else "forms.too_many_decimals"
        raise Wrong(code, value=_shown(raw), places=field.places, column=field.label)
    value = int(whole + decimals.ljust(field.places, "0"))
    if value >= LIMIT:
        raise Wrong("forms.number_too_large", value=_shown(raw), column=field.label)
    return -value if sign == "-" else value


def _plain_number(raw: str, field: Field) -> str:
    text = raw if raw.isascii() else unicodedata.normalize("NFKC", raw).replace("−", "-")
    text = _SPACES.sub(" ", text).strip()
    if text.endswith("%"):
        return _percent(text, raw, field)
    if _THOUSANDS.match(text):
        return text.replace(",", "").replace(" ", "")
    if _SCIENTIFIC.match(text):
        raise Wrong("forms.scientific", value=_shown(raw), column=field.label)
    return text.removesuffix(".")


def _percent(text: str, raw: str, field: Field) -> str:
    """Read 12.3 % as 12.3 where the column is in percent, as 0.123 where it is a ratio, and not at all elsewhere."""
    found = _NUMBER.match(text[:-1].strip().replace(",", ""))
    if found is None or field.unit not in ("%", "1"):
        raise Wrong("forms.percent_sign", value=_shown(raw), column=field.heading)
    if field.unit == "%":
        return found[0]
    return show(Fraction(f"{found[1]}{found[2]}.{found[3] or '0'}") / 100, len(found[3] or "") + 2)


def _numbers(field: Field) -> Reader:
    scale = 10**field.places
    least = None if field.least is None else -floor(-field.least * scale)
    most = None if field.most is None else floor(field.most * scale)

    def read(raw: Raw) -> Value:
        value = _number(raw, field)
        if (least is not None and value < least) or (most is not None and value > most):
            raise Wrong("forms.outside", value=_shown(raw), column=field.label, range=range_of(field), why=_why(field))
        return value

    return read


def range_of(field: Field) -> str:
    """Return the range of a field as it is shown: `0..744`."""
    least = "" if field.least is None else show(field.least)
    most = "" if field.most is None else show(field.most)
    return f"{least}..{most}"


def _why(field: Field) -> Words:
    return Words(f"（{field.reason.zh}）", f" ({field.reason.en})") if field.reason else Words("", "")


# other kinds


def _texts(field: Field) -> Reader:
    pattern = re.compile(field.pattern) if field.pattern else None

    def read(raw: Raw) -> Value:
        text = text_of(raw)
        if field.longest and len(text) > field.longest:
            raise Wrong("forms.too_long", longest=field.longest, length=len(text))
        if pattern and not pattern.fullmatch(text):
            raise Wrong("forms.not_like", value=_shown(text), column=field.label, pattern=field.pattern)
        return text

    return read


def _choices(field: Field) -> Reader:
    names: dict[str, str] = {}
    for code, words in field.options.items():
        for name in (code, words.zh, words.en, f"{code} {words.zh}", f"{code} {words.en}"):
            names.setdefault(plain_name(name), code)
    known = Words("、".join(w.zh for w in field.options.values()), ", ".join(w.en for w in field.options.values()))

    def read(raw: Raw) -> Value:
        text = text_of(raw)
        found = names.get(plain_name(text))
        if found is None:
            raise Wrong("forms.not_a_choice", value=_shown(text), column=field.label, known=known)
        return found

    return read


def plain_name(text: str) -> str:
    """Return a name without what people write differently: width, case, spaces, brackets' form."""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _SPACES.sub("", folded.casefold()).replace("_", "").replace("（", "(").replace("）", ")")


def _months(field: Field) -> Reader:
    def read(raw: Raw) -> Value:
        if isinstance(raw, datetime | date) and raw.day == 1 and raw.year in _YEARS:
            return f"{raw.year:04d}-{raw.month:02d}"
        text = "" if isinstance(raw, datetime | date | bool) else unicodedata.normalize("NFKC", text_of(raw))
        found = _MONTH.match(text)
        number = int(found[2] or found[3]) if found else 0
        if found is None or not 1 <= number <= 12:
            raise Wrong("forms.not_a_month", value=_shown(raw), column=field.label)
        return f"{found[1]}-{number:02d}"

    return read


def _days(field: Field) -> Reader:
    def read(raw: Raw) -> Value:
        if isinstance(raw, datetime | date) and raw.year in _YEARS:
            return date(raw.year, raw.month, raw.day).isoformat()
        found = _DAY.match(unicodedata.normalize("NFKC", text_of(raw)))
        try:
            if found is not None:
                return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        except ValueError:
            pass
        raise Wrong("forms.not_a_day", value=_shown(raw), column=field.label)

    return read


def _periods(field: Field) -> Reader:
    def read(raw: Raw) -> Value:
        text = unicodedata.normalize("NFKC", text_of(raw)).replace("—", "-").replace("–", "-")
        text = text.replace("--", "-").removesuffix("年度").removesuffix("年")
        try:
            return Period.named(text).name
        except ValueError:
            raise Wrong("forms.not_a_period", value=_shown(raw), column=field.label) from None

    return read


def _yes_no(field: Field) -> Reader:
    def read(raw: Raw) -> Value:
        text = plain_name(text_of(raw))
        if text not in YES and text not in NO:
            raise Wrong("forms.not_yes_or_no", value=_shown(raw), column=field.label)
        found = text in YES
        if field.must_be and found != (field.must_be == "yes"):
            raise Wrong("forms.must_be", column=field.label, value=_shown(raw), must=_YES_NO[field.must_be])
        return int(found) if field.flag else found

    return read


_YES_NO = {"yes": Words("是", "yes"), "no": Words("否", "no")}


def _ids(field: Field) -> Reader:
    def read(raw: Raw) -> Value:
        text = unicodedata.normalize("NFKC", text_of(raw))
        if not is_id(text):
            raise Wrong("forms.not_an_id", value=_shown(raw), column=field.label)
        return text

    return read


def _digests(field: Field) -> Reader:
    def read(raw: Raw) -> Value:
        text = text_of(raw).casefold()
        if not re.fullmatch(r"[0-9a-f]{64}", text):
            raise Wrong("forms.not_a_digest", value=_shown(raw), column=field.label)
        return text

    return read


def _names(field: Field) -> Reader:
    def read(raw: Raw) -> Value:
        parts = _BETWEEN.split(raw) if isinstance(raw, str) else [raw]
        return [name for part in parts if (name := text_of(part))]

    return read


def _figures(field: Field) -> Reader:
    def read(raw: Raw) -> Value:
        raise AssertionError(f"{field.name} is read with the column {field.of}")

    return read


def figure(field: Field, which: str, raw: Raw) -> str:
    """Return a figure as the whole number of its last place, in text; `which` says of what it is."""
    return str(reader_of(field.figures[which])(raw))


_READERS: Mapping[str, Callable[[Field], Reader]] = {
    "text": _texts,
    "choice": _choices,
    "whole": _numbers,
    "decimal": _numbers,
    "month": _months,
    "day": _days,
    "period": _periods,
    "yes_no": _yes_no,
    "id": _ids,
    "unit": _ids,
    "entity": _ids,
    "names": _names,
    "sha256": _digests,
    "figure": _figures,
}

#: The value of an empty cell need not lie in the range of a filled one: no year is 0.
_UNBOUNDED: Mapping[str, Callable[[Field, str], Value]] = {
    "whole": lambda field, text: _number(text, field),
    "decimal": lambda field, text: _number(text, field),
}


def shown(field: Field, value: Any, *, language: str = "zh", others: Mapping[str, Any] | None = None) -> str:
    """Return a value as text that reads back as the same value; a figure needs the other values of its row."""
    if value is None:
        return ""
    if field.kind == "figure":
        which = field.figures.get(others.get(field.of, "")) if others else None
        return shown(which, int(value)) if which and value else str(value)
    if field.is_number:
        number = Fraction(value, 10**field.places)
        outside = (field.least is not None and number < field.least) or (field.most is not None and number > field.most)
        return "" if outside and not field.required else show(number, field.places)
    if field.kind == "yes_no":
        return ("是" if value else "否") if language == "zh" else ("yes" if value else "no")
    if field.kind == "choice":
        words = field.options[value]
        return words.zh if language == "zh" else words.en
    if field.kind == "names":
        return ("、" if language == "zh" else "; ").join(value)
    return str(value)
