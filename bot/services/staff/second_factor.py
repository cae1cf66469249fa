"""The second factor: a code by the clock (TOTP, RFC 6238), and recovery codes for when the phone is lost."""

from __future__ import annotations

import secrets
from base64 import b32encode

import pyotp

from bot.db import recovery_codes, staff
from bot.db.database import Transaction
from bot.db.ids import now

ISSUER = "interlude"
STEP_SECONDS = 30
DRIFT_STEPS = 1
"""A clock may be this many steps ahead or behind."""
RECOVERY_CODES = 10
RECOVERY_BYTES = 15
"""120 bits, in 24 characters: more than OWASP ASVS 5.0 6.5.2 asks for (112) of codes kept as plain fingerprints."""


def new_secret() -> str:
    return pyotp.random_base32()


def address(secret: str, email: str) -> str:
    """What an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def code_of(secret: str) -> str:
    """The code of this moment."""
    return pyotp.TOTP(secret).at(now())


def step_of(secret: str, code: str) -> int | None:
    """The time step that this code belongs to, as long as it is a present one."""
    here = int(now().timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in range(here - DRIFT_STEPS, here + DRIFT_STEPS + 1):
        if pyotp.utils.strings_equal(_digits(code), totp.at(step * STEP_SECONDS)):
            return step
    return None


def use_code(tx: Transaction, staff_id: str, secret: str, code: str) -> bool:
    """A code of the app or a recovery code, used up by this. A code that was used before counts no more."""
    step = step_of(secret, code)
    if step is not None:
        return staff.use_totp_step(tx, staff_id, step)
    return recovery_codes.use(tx, staff_id, _letters(code))


def new_recovery_codes(tx: Transaction, staff_id: str) -> list[str]:
    """Show them once, and keep them nowhere. Those of before are void."""
    made = [b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES)]
    recovery_codes.replace(tx, staff_id, made)
    return ["-".join(one[at : at + 4] for at in range(0, len(one), 4)) for one in made]


def recovery_codes_left(tx: Transaction, staff_id: str) -> int:
    return recovery_codes.left(tx, staff_id)


def _digits(code: str) -> str:
    return "".join(sign for sign in code if sign.isascii() and sign.isdigit())


def _letters(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())
