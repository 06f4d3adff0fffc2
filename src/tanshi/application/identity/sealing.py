"""Sealing: secrets at rest under AES-256-GCM, with the key's id beside them so that keys can be changed.

What is sealed is bound to its purpose (`totp/<login>`): moved to another row it does not open.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tanshi.application.identity.settings import Keys
from tanshi.core.finding import problem

_NONCE = 12
_KEY = 32


@dataclass(frozen=True, slots=True)
class Sealed:
    """Bytes nobody reads without the key: nonce, ciphertext and tag."""

    key_id: str
    data: bytes = field(repr=False)


class KeyRing:
    """The keys of a gate: the current one seals, all of them open."""

    __slots__ = ("_keys", "current")

    def __init__(self, keys: Keys) -> None:
        if not keys:
            raise problem("identity.no_key")
        self.current = keys[0][0]
        self._keys: Mapping[str, AESGCM] = {name: AESGCM(key) for name, key in keys}

    def __repr__(self) -> str:
        return f"KeyRing(current={self.current!r}, keys={sorted(self._keys)!r})"

    def seal(self, plain: bytes, purpose: str, nonce: bytes) -> Sealed:
        """Return bytes sealed with the current key; the nonce is 12 bytes never used before."""
        assert len(nonce) == _NONCE
        return Sealed(self.current, nonce + self._keys[self.current].encrypt(nonce, plain, purpose.encode()))

    def open(self, sealed: Sealed, purpose: str) -> bytes:
        """Return what was sealed. Raises `Problem`: the key is not configured, or the bytes were changed."""
        key = self._keys.get(sealed.key_id)
        if key is None:
            raise problem("identity.key_missing", name=sealed.key_id)
        try:
            return key.decrypt(sealed.data[:_NONCE], sealed.data[_NONCE:], purpose.encode())
        except (InvalidTag, ValueError):
            raise problem("identity.seal_broken", name=sealed.key_id) from None


def key_file(path: Path, fresh: bytes) -> Keys:
    """Return the key in a file, made from 32 fresh bytes where there is none: for one embedded market without settings.

    The file is readable by its owner only, and never replaced: without it second factors have to be enrolled anew.
    """
    assert len(fresh) == _KEY
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    except OSError as error:
        raise problem("identity.no_settings", where=str(path), reason=error.strerror or "?") from error
    else:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(fresh) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    try:
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != _KEY:
        raise problem("identity.bad_key", where=str(path), name=path.name)
    return (("file", key),)
