"""Encryption at rest: AES-GCM under a ring of versioned keys, each value bound to its column and row."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12


class KeyProblem(Exception):
    """Keys that are missing, malformed or not those the data was sealed with."""


class KeyRing:
    """Keys by version (1–255). The highest version seals; every version opens."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES or not 1 <= version <= 255 for version, key in keys.items()):
            raise KeyProblem(f"a key ring needs keys of {KEY_BYTES} bytes with versions from 1 to 255")
        self._ciphers = {version: AESGCM(key) for version, key in keys.items()}
        self._newest = max(keys)
        self._index_key = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"interlude blind index").derive(keys[min(keys)])

    def seal(self, text: str, column: str, row: str) -> bytes:
        """Encrypt; the result opens only for the same column ("answer.body") and row id."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, text.encode(), _bound(column, row))
        return bytes([self._newest]) + nonce + sealed

    def unseal(self, sealed: bytes, column: str, row: str) -> str:
        """Decrypt. Raises KeyProblem when the key is unknown or the value was changed or moved."""
        if len(sealed) <= 1 + NONCE_BYTES:
            raise KeyProblem(f"a value of {column} does not open: it was cut short")
        cipher = self._ciphers.get(sealed[0])
        if cipher is None:
            raise KeyProblem(f"key version {sealed[0]} is not in the key ring")
        nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, rest, _bound(column, row)).decode()
        except InvalidTag:
            raise KeyProblem(f"a value of {column} does not open: wrong key, or the data was changed") from None

    def index(self, text: str) -> bytes:
        """A fingerprint to look a sealed value up by. Uses the oldest key, which therefore must be kept."""
        return hmac.new(self._index_key, text.encode(), sha256).digest()


def read_keys(text: str) -> KeyRing:
    """Read lines ``version:base64``. Raises KeyProblem."""
    keys = {}
    for line in text.replace(",", "\n").splitlines():
        version, _, encoded = line.strip().partition(":")
        if not version or version.startswith("#"):
            continue
        try:
            number, key = int(version), base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            raise KeyProblem("a key line is not `version:base64`") from None
        if number in keys:
            raise KeyProblem(f"version {number} stands there twice; give the newer key the next number")
        keys[number] = key
    return KeyRing(keys)


def make_key_file(path: Path) -> None:
    """Make a key file with one new key, readable by its owner only. Never overwrites."""
    write_secret(path, f"1:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}\n")


def write_secret(path: Path, text: str) -> None:
    """Write a new file of mode 0600, flushed to disk. Raises FileExistsError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _bound(column: str, row: str) -> bytes:
    return f"{column}\0{row}".encode()
