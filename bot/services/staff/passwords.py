"""Passwords: long ones, no rules of composition, common ones refused; kept as argon2id."""

from __future__ import annotations

import re

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from zxcvbn import zxcvbn

SHORTEST, LONGEST = 15, 128
"""Characters. OWASP ASVS 5.0 6.2.1 and 6.2.9."""
WEAK = 4
"""Below this score of zxcvbn (0 to 4) a password is guessed within 10^10 attempts."""

_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_NOBODYS = _hasher.hash("the password of an account that there is not")


class WeakPassword(ValueError):
    """The message says what to do."""


def hash_password(password: str, *about: str) -> str:
    """``about``: words that it must not be made of, such as name and e-mail. Raises WeakPassword."""
    if len(password) < SHORTEST:
        raise WeakPassword(f"Use at least {SHORTEST} characters. Several words in a row are easy to remember.")
    if len(password) > LONGEST:
        raise WeakPassword(f"Use at most {LONGEST} characters.")
    own = ["interlude", *re.split(r"[^\w]+", " ".join(about)), *about]
    if zxcvbn(password[:72], user_inputs=own)["score"] < WEAK:
        raise WeakPassword("That one is easy to guess. Add a word or two that do not belong together.")
    return _hasher.hash(password)


def is_password(password: str, hashed: str | None) -> bool:
    """Takes as long for an account that there is not, or that has no password yet."""
    try:
        return _hasher.verify(hashed or _NOBODYS, password[: LONGEST * 4]) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False
