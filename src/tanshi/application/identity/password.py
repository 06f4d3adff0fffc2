"""Passwords: the rules, and argon2id.

A password is any text of enough characters; composition rules only make people predictable (NIST SP 800-63B, 3.1.1.2).
Refused are the login itself and what everybody tries first. Text is compared after NFKC, so a keyboard's width of
letters does not matter.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from tanshi.application.identity.refusal import IdentityOutcome, Refused, refuse
from tanshi.application.identity.settings import Settings

#: What the commonest passwords are made of, once digits and signs around it are gone.
_ROOTS = frozenset(
    word
    for line in (
        "password passwort passw0rd p@ssw0rd p@ssword pass secret letmein welcome login admin administrator",
        "root user guest master superman batman dragon monkey football baseball sunshine princess iloveyou",
        "trustno1 whatever freedom changeme default test testing temp company office computer internet server",
        "system oracle qwerty qwertyuiop qwert qwertz azerty asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx",
        "qazwsxedc abc abcd abcdef abcdefg aaa a woaini woaiwojia wodemima mima mimamima zhongguo beijing",
        "shanghai wuhan carbon tanshi carbonmarket tanpaifang tanjiaoyi emissions allowance ccer cets",
    )
    for word in line.split()
)

#: Runs along a keyboard, the alphabet and the digits; any part of one, either way, is a guess.
_RUNS = (
    "0123456789" * 4,
    "abcdefghijklmnopqrstuvwxyz" * 2,
    "qwertyuiopasdfghjklzxcvbnm" * 2,
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "!@#$%^&*()_+",
)

_FEWEST_CHARACTERS = 5
_SALT = 16


def normal(password: str) -> str:
    """Return a password in the form that is hashed."""
    return unicodedata.normalize("NFKC", password)


def refusal_of(password: str, login: str, settings: Settings) -> Refused | None:
    """Return why a text cannot be the password of a login, or None."""
    text = normal(password)
    if len(text) < settings.password_min:
        return refuse(IdentityOutcome.PASSWORD_TOO_SHORT, least=settings.password_min)
    if len(text) > settings.password_max:
        return refuse(IdentityOutcome.PASSWORD_TOO_LONG, most=settings.password_max)
    if _is_login(text.casefold(), login.casefold()):
        return refuse(IdentityOutcome.PASSWORD_IS_LOGIN)
    if is_common(text):
        return refuse(IdentityOutcome.PASSWORD_COMMON)
    return None


def is_common(password: str) -> bool:
    """Tell whether a password is among the first anybody tries."""
    text = "".join(password.casefold().split())
    if len(set(text)) < _FEWEST_CHARACTERS:
        return True
    if any(text in run or text[::-1] in run for run in _RUNS):
        return True
    root = _stripped(text)
    return not root or root in _ROOTS or _repeated(root) in _ROOTS


def _is_login(text: str, login: str) -> bool:
    names = {login, login.partition("@")[0], login[::-1]}
    words = _repeated("".join(text.split()))
    return text in names or _stripped(text) in names or words in names or _repeated(_stripped(words)) in names


def _stripped(text: str) -> str:
    """Return a text without the digits, signs and spaces around it."""
    letters = [n for n, c in enumerate(text) if c.isalpha()]
    return text[letters[0] : letters[-1] + 1] if letters else ""


def _repeated(text: str) -> str:
    """Return the shortest text this one is a repetition of."""
    for size in range(1, len(text) // 2 + 1):
        if len(text) % size == 0 and text[:size] * (len(text) // size) == text:
            return text[:size]
    return text


class Hasher:
    """argon2id with the parameters of the settings; at most a few hashes are computed at once."""

    def __init__(self, settings: Settings, entropy: Callable[[int], bytes]) -> None:
        self._argon2 = PasswordHasher(
            settings.argon2_time, settings.argon2_memory_kib, settings.argon2_lanes, type=Type.ID
        )
        self._entropy = entropy
        self._turns = threading.BoundedSemaphore(max(1, settings.hashes_at_once))
        self._nobody = self.hash(entropy(_SALT).hex())

    def hash(self, password: str) -> str:
        """Return the hash of a password, with its parameters and salt."""
        with self._turns:
            return self._argon2.hash(_bytes(password), salt=self._entropy(_SALT))

    def matches(self, stored: str, password: str) -> bool:
        """Tell whether a password is the one of a hash; for no hash the same work is done and the answer is no."""
        with self._turns:
            try:
                self._argon2.verify(stored or self._nobody, _bytes(password))
            except (VerificationError, InvalidHashError):
                return False
        return bool(stored)

    def is_stale(self, stored: str) -> bool:
        """Tell whether a hash was made with other parameters than today's."""
        return self._argon2.check_needs_rehash(stored)


def _bytes(password: str) -> bytes:
    return normal(password).encode("utf-8", "surrogatepass")
