"""What a form or a program hands in: fields and at most one file, from a page's form, a multipart body or plain bytes.

The parser of multipart bodies is python-multipart, through Starlette; the body is bounded before it gets here.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from tanshi.server.routing import Trouble

#: Fields of one form: the largest table has 5,000 rows of 14 columns.
MOST_FIELDS = 100_000

_FORM, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Upload:
    """What was handed in. `data` is None where no file was chosen; `media_type` is the file's, as its sender says."""

    fields: tuple[tuple[str, str], ...] = ()
    data: bytes | None = None
    name: str = ""
    media_type: str = ""

    def get(self, name: str) -> str:
        """Return the first value of a field, or ""."""
        return next((value for key, value in self.fields if key == name), "")

    @property
    def is_form(self) -> bool:
        """Whether fields of a page came, and no body of a program."""
        return bool(self.fields) or self.media_type == _FORM


async def read_upload(headers: Mapping[str, str], body: bytes, largest: int) -> Upload:
    """Return what a body holds; `Trouble` if it is not what its content type says, or has too many fields."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == _MULTIPART:
        return await _multipart(headers, body, largest)
    if media_type == _FORM:
        try:
            pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        except ValueError as error:
            raise Trouble(413, "http.too_many_fields", details={"most": MOST_FIELDS}) from error
        return Upload(tuple(pairs), None, "", media_type)
    return Upload((), body, "", media_type)


async def _multipart(headers: Mapping[str, str], body: bytes, largest: int) -> Upload:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(
        Headers(dict(headers)), stream(), max_files=1, max_fields=MOST_FIELDS, max_part_size=largest
    )
    try:
        found = await parser.parse()
    except (MultiPartException, KeyError, UnicodeError, LookupError) as error:
        raise Trouble(400, "http.bad_upload", details={"reason": str(error)[:200]}) from error
    fields: list[tuple[str, str]] = []
    data, name, media_type = None, "", ""
    for key, value in found.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            if content or value.filename:  # a form sends an empty part for a file nobody chose
                data, name, media_type = content, value.filename or "", value.content_type or ""
        else:
            fields.append((key, value))
    await found.close()
    return Upload(tuple(fields), data, name, media_type)
