from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.db import chats
from bot.scripts.yaml_lines import ContentError
from bot.services.setup import SetupError, is_secret, open_database, open_desk, prepare, read_secret
from bot.settings import Settings, read_settings

OTHER_KEY = "1:" + "QUFB" * 10 + "QUE="


def settings(folder: Path, **environment: str) -> Settings:
    return read_settings({"INTERLUDE_STATE": str(folder / "state"), **environment})


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def prepared(tmp_path: Path) -> Settings:
    made = settings(tmp_path)
    prepare(made)
    return made


def test_the_first_run_makes_key_secret_and_tables_for_the_owner_only(prepared: Settings) -> None:
    assert mode(prepared.key_file) == 0o600
    assert mode(prepared.secret_file) == 0o600
    assert mode(prepared.state) == 0o700
    database = open_database(prepared)
    with database.transaction() as tx:
        assert chats.add_participant(tx)
    database.close()


def test_a_second_run_keeps_key_and_secret(prepared: Settings) -> None:
    before = (prepared.key_file.read_text(), read_secret(prepared))
    prepare(prepared)
    assert (prepared.key_file.read_text(), read_secret(prepared)) == before
    assert len(before[1]) >= 32


def test_two_installations_have_different_secrets(tmp_path: Path) -> None:
    made = [settings(tmp_path / name) for name in ("a", "b")]
    for one in made:
        one.state.parent.mkdir()
        prepare(one)
    assert read_secret(made[0]) != read_secret(made[1])


def test_a_missing_key_beside_data_is_not_replaced(prepared: Settings) -> None:
    kept = prepared.key_file.read_text()
    prepared.key_file.unlink()
    with pytest.raises(SetupError, match="put the key file back, or set INTERLUDE_KEY_FILE to where it is"):
        prepare(prepared)
    assert not prepared.key_file.exists()
    prepared.key_file.write_text(kept)
    prepare(prepared)


def test_a_wrong_key_is_refused(prepared: Settings, tmp_path: Path) -> None:
    prepared.key_file.write_text(OTHER_KEY)
    with pytest.raises(SetupError, match=r"keys does not open this database: .* wrong key, or the data was changed"):
        prepare(prepared)
    with pytest.raises(SetupError, match="INTERLUDE_KEYS does not open this database"):
        prepare(settings(tmp_path, INTERLUDE_KEYS=OTHER_KEY))


def test_keys_from_the_environment_need_no_file(tmp_path: Path) -> None:
    made = settings(tmp_path, INTERLUDE_KEYS=OTHER_KEY)
    prepare(made)
    prepare(made)
    assert not made.key_file.exists()


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xfe\x00", b"1:short"])
def test_a_malformed_key_file_is_refused(prepared: Settings, content: bytes) -> None:
    prepared.key_file.write_bytes(content)
    for use in (prepare, open_database):
        with pytest.raises(SetupError, match=r"the key file .* cannot be"):
            use(prepared)


def test_an_empty_secret_file_is_refused(prepared: Settings) -> None:
    """A crash between making and filling it must not leave everybody knowing the secret: it would be nothing."""
    prepared.secret_file.write_text("\n")
    with pytest.raises(SetupError, match="secret"):
        read_secret(prepared)


def test_what_was_not_prepared_says_how_to(tmp_path: Path) -> None:
    for use in (open_database, read_secret):
        with pytest.raises(SetupError, match="is missing; run `interlude migrate` once"):
            use(settings(tmp_path))


def test_a_database_without_tables_was_not_prepared(tmp_path: Path) -> None:
    made = settings(tmp_path, INTERLUDE_KEYS=OTHER_KEY)
    made.state.mkdir()
    with pytest.raises(SetupError, match="run `interlude migrate` once"):
        open_database(made)


@pytest.mark.parametrize(
    ("given", "same"), [("s3cret", True), ("s3cre", False), ("", False), (None, False), ("é", False)]
)
def test_a_secret_is_compared(given: str | None, same: bool) -> None:
    assert is_secret(given, "s3cret") is same


def test_a_desk_without_addresses_opens_and_says_that_nobody_can_be_paged(tmp_path: Path) -> None:
    desk = open_desk(settings(tmp_path))
    assert desk.connected == frozenset()
    [warning] = desk.not_connected()
    assert "NOBODY CAN BE PAGED" in warning


def test_a_desk_knows_which_addresses_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "addresses.yml"
    path.write_text("alex_sms: json://127.0.0.1/\nlead_sms: json://127.0.0.1/\n")
    path.chmod(0o600)
    desk = open_desk(settings(tmp_path, INTERLUDE_ADDRESSES=str(path)))
    assert desk.connected == {"alex_sms", "lead_sms"}
    missing = ["alex_email", "lead_email", "sam_email", "sam_sms"]
    assert [line.split("`")[1] for line in desk.not_connected()] == missing


def test_a_desk_names_the_fault_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "addresses.yml"
    path.write_text("alex_sms: json://127.0.0.1/\n")
    path.chmod(0o644)
    with pytest.raises(ContentError, match=r"addresses.yml:1: .* run `chmod 600"):
        open_desk(settings(tmp_path, INTERLUDE_ADDRESSES=str(path)))
