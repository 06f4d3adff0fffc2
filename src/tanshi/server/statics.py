"""Files of the pages from memory: read and compressed once, named by their content, answered without the books.

An address with the content's hash (`?v=…`, as pages write it) may be kept for a year; one without is asked about again
and answered 304 while it is the same.
"""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

FOLDER = Path(__file__).parent / "static"

#: Kinds of content that become smaller.
_TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file with its type, the hash of its content, and its compressed bytes (empty where that gains nothing)."""

    data: bytes
    media_type: str
    hash: str
    zipped: bytes


class Statics:
    """The files under `/static`, as an ASGI application."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder.resolve()

    def address(self, name: str) -> str:
        """Return the address of a file with its hash, or without if the file is not there (no bundle was made)."""
        found = self.find(name)
        return f"/static/{name}?v={found.hash}" if found else f"/static/{name}"

    def find(self, name: str) -> Asset | None:
        """Return a file by its name, or None."""
        path = (self._folder / name).resolve() if "\0" not in name else self._folder
        if not path.is_relative_to(self._folder) or not path.is_file():
            return None
        told = path.stat()
        return _read(path, told.st_mtime_ns, told.st_size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; the path is what stands after the mount."""
        name = scope["path"].removeprefix("/static/")
        found = self.find(name)
        if found is None or scope["method"] not in ("GET", "HEAD"):
            status = 404 if found is None else 405
            return await Response(status_code=status)(scope, receive, send)
        asked = {key.lower(): value.decode("latin-1") for key, value in scope["headers"]}
        hashed = parse_qs(scope["query_string"].decode("latin-1")).get("v") == [found.hash]
        headers = {
            "ETag": f'"{found.hash}"',
            "Cache-Control": "public, max-age=31536000, immutable" if hashed else "no-cache",
            "Vary": "Accept-Encoding",
        }
        if f'"{found.hash}"' in asked.get(b"if-none-match", ""):
            return await Response(status_code=304, headers=headers)(scope, receive, send)
        data = found.data
        if found.zipped and "gzip" in asked.get(b"accept-encoding", ""):
            data, headers["Content-Encoding"] = found.zipped, "gzip"
        return await Response(data, media_type=found.media_type, headers=headers)(scope, receive, send)


@lru_cache(maxsize=256)
def _read(path: Path, changed_ns: int, size: int) -> Asset:
    data = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    zipped = gzip.compress(data, 9, mtime=0) if media_type.startswith(_TEXT) and len(data) > 500 else b""
    if media_type.startswith("text/") and "charset" not in media_type:
        media_type += "; charset=utf-8"
    return Asset(data, media_type, sha256(data).hexdigest()[:16], zipped)
