"""Entities that are likely the same under two spellings.

A firm stands in lists as 华能（南京）热电有限责任公司, 华能南京热电有限公司 and 華能南京熱電有限公司: width, brackets,
legal form, traditional characters, spaces and the province in front differ, the firm does not. What is left of a
name after taking these away is compared; equal credit codes or identifiers say it outright. A finding, never a
merger: a person decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tanshi.participants.areas import areas
from tanshi.participants.credit_code import is_model_credit_code, why_not_credit_code, why_not_lei

#: Traditional characters common in names of firms, and the simplified ones.
_SIMPLE = str.maketrans(
    "電熱廠業華東國團資鋼鐵銅鋁氣煉紙礦蘭濟寧陝遼龍廣灣漢慶貴雲瀋長陽發總聯實環開機設備蘇滬贛豐區縣鎮興義衛億萬達運遠連進導報據專車軍農財貿質費賬項預頭題顧風飛馬魚鳥",
    "电热厂业华东国团资钢铁铜铝气炼纸矿兰济宁陕辽龙广湾汉庆贵云沈长阳发总联实环开机设备苏沪赣丰区县镇兴义卫亿万达运远连进导报据专车军农财贸质费账项预头题顾风飞马鱼鸟",
)
#: Legal forms, the longest first.
_FORMS = (
    *("股份有限责任公司", "股份有限公司", "有限责任公司", "集团有限公司", "有限公司"),
    *("股份公司", "责任公司", "集团公司", "公司"),
)
_NOT_IN_NAMES = re.compile(r"[\s()\[\]{}<>《》〈〉【】「」“”\"'·•.,、;:—–_/-]+")


@dataclass(frozen=True, slots=True)
class Named:
    """What a list says of an entity; codes may be "". `area_gb2260` is its province."""

    id: str
    name: str
    area_gb2260: str = ""
    credit_code: str = ""
    lei: str = ""


@dataclass(frozen=True, slots=True)
class LikelySame:
    """Two entities that are likely one, and why: `credit_code`, `lei` or `name` with what both names come to."""

    first: str
    second: str
    reason: str
    shared: str


def plain_name(name: str, area_gb2260: str = "") -> str:
    """Return what a Chinese firm's name comes to without spelling: width, script, brackets, legal form, province.

    `area_gb2260` is the entity's province; its name is taken away in front and in brackets. A name that would be empty
    is returned as it was after width and script.
    """
    simple = unicodedata.normalize("NFKC", name).translate(_SIMPLE).casefold()
    plain = _NOT_IN_NAMES.sub("", simple)
    plain = _without_form(plain)
    return _without_province(plain, area_gb2260) or plain or simple


def _without_form(name: str) -> str:
    if name in _FORMS:
        return name
    form = next((form for form in _FORMS if name.endswith(form)), "")
    return name.removesuffix(form)


def _without_province(name: str, code: str) -> str:
    """Return a name without its province in front; "中国" goes too."""
    name = name.removeprefix("中国")
    known = [areas()[code]] if code in areas() else list(areas().values())
    for area in known:
        for prefix in (area.full, f"{area.zh}省", f"{area.zh}市", area.zh):
            if name.startswith(prefix) and len(name) > len(prefix) + 1:
                return name.removeprefix(prefix)
    return name


def duplicates(entities: Iterable[Named]) -> list[LikelySame]:
    """Return the pairs of entities that are likely the same, in the order of the list; one reason a pair.

    An equal credit code (right in form), then an equal LEI, then an equal plain name within one province. Each later
    entity is paired with the first that shares the trait: linear in the number of entities.
    """
    first_with: dict[tuple[str, str], str] = {}
    found = []
    for entity in entities:
        for trait in _traits(entity):
            first = first_with.setdefault(trait, entity.id)
            if first != entity.id:
                found.append(LikelySame(first, entity.id, *_shown(trait)))
                break
    return found


def _traits(entity: Named) -> Iterator[tuple[str, str]]:
    code = entity.credit_code
    if code and not why_not_credit_code(code) and not is_model_credit_code(code):
        yield "credit_code", code
    if entity.lei and not why_not_lei(entity.lei):
        yield "lei", entity.lei
    yield "name", f"{entity.area_gb2260}|{plain_name(entity.name, entity.area_gb2260)}"


def _shown(trait: tuple[str, str]) -> tuple[str, str]:
    return trait[0], trait[1].partition("|")[2] or trait[1]
