"""What holds for every file somebody has computed without anything being kept of it."""

from __future__ import annotations

from tanshi.server.routing import Trouble
from tanshi.server.uploads import Upload

#: The right everybody has: the law applied to one's own figures is no secret.
RIGHT = "see.form"

#: Largest file, and rows shown on a page.
LARGEST, SHOWN = 2_000_000, 200


def data_of(upload: Upload) -> bytes:
    """Return an upload's file; `Trouble` if there is none, or it is too large."""
    if not upload.data:
        raise Trouble(400, "forms.no_file")
    if len(upload.data) > LARGEST:
        raise Trouble(413, "allocate.file_too_large", details={"most": f"{LARGEST // 1_000_000} MB"})
    return upload.data
