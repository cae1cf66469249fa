from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest

from bot.db.keys import KeyProblem, KeyRing, make_key_file, read_keys, write_secret

OLD, NEW = b"o" * 32, b"n" * 32
SECRET = "the words of a person"


def line(version: int, key: bytes) -> str:
    return f"{version}:{base64.b64encode(key).decode()}"


def test_what_is_sealed_opens_again() -> None:
    ring = KeyRing({1: OLD})
    assert ring.unseal(ring.seal(SECRET, "answer.body", "1"), "answer.body", "1") == SECRET
    assert ring.unseal(ring.seal("", "answer.body", "1"), "answer.body", "1") == ""


def test_what_is_sealed_does_not_show() -> None:
    ring = KeyRing({1: OLD})
    sealed = ring.seal(SECRET, "answer.body", "1")
    assert SECRET.encode() not in sealed
    assert sealed != ring.seal(SECRET, "answer.body", "1")


@pytest.mark.parametrize(("column", "row"), [("inbox.body", "1"), ("answer.body", "2"), ("answer.body1", "")])
def test_a_value_moved_elsewhere_does_not_open(column: str, row: str) -> None:
    ring = KeyRing({1: OLD})
    sealed = ring.seal(SECRET, "answer.body", "1")
    with pytest.raises(KeyProblem, match="does not open: wrong key, or the data was changed"):
        ring.unseal(sealed, column, row)


@pytest.mark.parametrize("place", [1, 12, 13, -1])
def test_a_changed_value_does_not_open(place: int) -> None:
    ring = KeyRing({1: OLD})
    sealed = bytearray(ring.seal(SECRET, "answer.body", "1"))
    sealed[place] ^= 1
    with pytest.raises(KeyProblem):
        ring.unseal(bytes(sealed), "answer.body", "1")


@pytest.mark.parametrize("length", [0, 1, 5, 13, 20])
def test_a_value_cut_short_does_not_open(length: int) -> None:
    ring = KeyRing({1: OLD})
    with pytest.raises(KeyProblem):
        ring.unseal(ring.seal(SECRET, "answer.body", "1")[:length], "answer.body", "1")


def test_another_key_of_the_same_version_does_not_open() -> None:
    sealed = KeyRing({1: OLD}).seal(SECRET, "answer.body", "1")
    with pytest.raises(KeyProblem):
        KeyRing({1: NEW}).unseal(sealed, "answer.body", "1")


def test_after_a_rotation_old_values_open_and_the_new_key_seals() -> None:
    before = KeyRing({1: OLD}).seal(SECRET, "answer.body", "1")
    rotated = KeyRing({1: OLD, 2: NEW})
    after = rotated.seal(SECRET, "answer.body", "1")
    assert rotated.unseal(before, "answer.body", "1") == SECRET
    assert KeyRing({2: NEW}).unseal(after, "answer.body", "1") == SECRET
    with pytest.raises(KeyProblem, match="key version 2 is not in the key ring"):
        KeyRing({1: OLD}).unseal(after, "answer.body", "1")


def test_after_a_rotation_chats_are_still_found() -> None:
    assert KeyRing({1: OLD, 2: NEW}).index("web:1") == KeyRing({1: OLD}).index("web:1")


def test_the_fingerprint_depends_on_text_and_key() -> None:
    ring = KeyRing({1: OLD})
    assert ring.index("web:1") != ring.index("web:2")
    assert ring.index("web:1") != KeyRing({1: NEW}).index("web:1")


@pytest.mark.parametrize("keys", [{}, {1: b"short"}, {0: OLD}, {256: OLD}, {1: OLD, 2: b""}])
def test_a_ring_of_unfit_keys_is_refused(keys: dict[int, bytes]) -> None:
    with pytest.raises(KeyProblem, match="keys of 32 bytes with versions from 1 to 255"):
        KeyRing(keys)


def test_a_key_file_may_hold_comments_and_empty_lines() -> None:
    ring = read_keys(f"# made 2026\n\n  {line(1, OLD)}\n{line(2, NEW)}\n")
    assert ring.unseal(KeyRing({1: OLD}).seal(SECRET, "c", "r"), "c", "r") == SECRET
    assert ring.seal(SECRET, "c", "r")[0] == 2


def test_keys_may_stand_in_one_line() -> None:
    assert read_keys(f"{line(1, OLD)},{line(2, NEW)}").seal(SECRET, "c", "r")[0] == 2


@pytest.mark.parametrize(
    "text",
    ["", "# nothing", "hello", "1", "1:", "one:" + "A" * 44, "1:not base64!", "1:QUJD", line(0, OLD), line(300, OLD)],
)
def test_a_malformed_key_file_is_refused(text: str) -> None:
    with pytest.raises(KeyProblem):
        read_keys(text)


def test_a_version_that_stands_twice_is_refused() -> None:
    """The second would silently replace the first, and with it the way to everything sealed so far."""
    with pytest.raises(KeyProblem, match="version 1 stands there twice"):
        read_keys(f"{line(1, OLD)}\n{line(1, NEW)}")


def test_no_message_quotes_a_key() -> None:
    with pytest.raises(KeyProblem) as refused:
        read_keys("1:c2VjcmV0!")
    assert "c2VjcmV0" not in str(refused.value)


def test_a_new_key_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "state" / "keys"
    make_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    read_keys(path.read_text())


def test_two_key_files_differ(tmp_path: Path) -> None:
    make_key_file(tmp_path / "a")
    make_key_file(tmp_path / "b")
    assert (tmp_path / "a").read_text() != (tmp_path / "b").read_text()


def test_a_secret_is_never_overwritten(tmp_path: Path) -> None:
    write_secret(tmp_path / "keys", "first")
    with pytest.raises(FileExistsError):
        write_secret(tmp_path / "keys", "second")
    assert (tmp_path / "keys").read_text() == "first"
