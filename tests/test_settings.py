from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import ROOT, SettingsError, child_environment, read_settings


def test_without_any_variable_everything_is_in_the_checkout() -> None:
    settings = read_settings({})
    assert (settings.state, settings.data, settings.models) == (ROOT / "var", ROOT / "data", ROOT / "models")
    assert settings.database_url == f"sqlite:///{ROOT / 'var' / 'interlude.db'}"
    assert (settings.key_file, settings.secret_file) == (ROOT / "var" / "keys", ROOT / "var" / "secret")
    assert (settings.web_port, settings.rasa_port, settings.actions_port) == (8080, 5005, 5055)
    assert (settings.keys, settings.telegram_token, settings.program_phone) == ("", "", "")


def test_database_and_keys_follow_the_state_folder() -> None:
    settings = read_settings({"INTERLUDE_STATE": "/srv/state"})
    assert settings.database_url == "sqlite:////srv/state/interlude.db"
    assert (settings.key_file, settings.secret_file) == (Path("/srv/state/keys"), Path("/srv/state/secret"))


@pytest.mark.parametrize(
    ("variable", "field", "value"),
    [
        ("INTERLUDE_STATE", "state", "/srv/x"),
        ("INTERLUDE_DATA", "data", "/srv/x"),
        ("INTERLUDE_MODELS", "models", "/srv/x"),
        ("DATABASE_URL", "database_url", "postgresql://x"),
        ("INTERLUDE_KEY_FILE", "key_file", "/srv/x"),
        ("INTERLUDE_KEYS", "keys", "1:x"),
        ("TELEGRAM_BOT_TOKEN", "telegram_token", "1:x"),
        ("TELEGRAM_API_URL", "telegram_url", "http://127.0.0.1:1"),
        ("INTERLUDE_WEB_PORT", "web_port", "9"),
        ("INTERLUDE_STAFF_PORT", "staff_port", "9"),
        ("RASA_URL", "rasa_url", "http://localhost:9"),
        ("ACTIONS_URL", "actions_url", "http://localhost:9"),
        ("INTERLUDE_PROGRAM_PHONE", "program_phone", "555-0100"),
        ("INTERLUDE_RESUME_AFTER", "resume_after_minutes", "9"),
        ("INTERLUDE_STAFF_URL", "staff_url", "https://staff.example.org"),
        ("INTERLUDE_ADDRESSES", "addresses_file", "/srv/x"),
        ("INTERLUDE_DEADMAN_URL", "deadman_url", "https://ping.example.org/x"),
        ("INTERLUDE_DEADMAN_EVERY", "deadman_every_seconds", "9"),
        ("INTERLUDE_ALARM_AFTER", "alarm_after_seconds", "9"),
    ],
)
def test_each_setting_has_its_variable(variable: str, field: str, value: str) -> None:
    assert str(getattr(read_settings({variable: value}), field)) == value


def test_an_empty_variable_counts_as_not_set() -> None:
    empty = dict.fromkeys(
        ["INTERLUDE_STATE", "DATABASE_URL", "INTERLUDE_WEB_PORT", "RASA_URL", "INTERLUDE_KEY_FILE"], ""
    )
    assert read_settings(empty) == read_settings({})


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERLUDE_WEB_PORT", "8181")
    assert read_settings().web_port == 8181


@pytest.mark.parametrize("variable", ["INTERLUDE_WEB_PORT", "INTERLUDE_RESUME_AFTER"])
@pytest.mark.parametrize("value", ["0", "-1", "1.5", "soon", "100001", "²"])
def test_a_number_that_cannot_be_used_is_refused_with_its_name(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{variable} is '{value}'; write a whole number from 1 to"):
        read_settings({variable: value})


def test_a_port_is_at_most_65535() -> None:
    with pytest.raises(SettingsError, match="from 1 to 65535"):
        read_settings({"INTERLUDE_WEB_PORT": "65536"})


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1:5005", "http://example.org:5005", "http://127.0.0.1", "5005", "http://127.0.0.1:99999"]
)
def test_rasa_and_actions_are_on_loopback_with_a_port(url: str) -> None:
    settings = read_settings({"RASA_URL": url, "ACTIONS_URL": url})
    with pytest.raises(SettingsError, match=r"RASA_URL is .*; write a loopback address with a port"):
        _ = settings.rasa_port
    with pytest.raises(SettingsError, match="ACTIONS_URL is"):
        _ = settings.actions_port


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_every_name_of_loopback_is_taken(host: str) -> None:
    assert read_settings({"RASA_URL": f"http://{host}:7"}).rasa_port == 7


def test_children_inherit_the_environment_with_telemetry_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERLUDE_WEB_PORT", "8181")
    monkeypatch.setenv("RASA_TELEMETRY_ENABLED", "true")
    child = child_environment()
    assert (child["INTERLUDE_WEB_PORT"], child["RASA_TELEMETRY_ENABLED"]) == ("8181", "false")


def test_a_ping_address_that_is_none_is_refused_without_being_quoted() -> None:
    with pytest.raises(SettingsError, match="INTERLUDE_DEADMAN_URL is no web address") as caught:
        read_settings({"INTERLUDE_DEADMAN_URL": "ftp://secret"})
    assert "secret" not in str(caught.value)


def test_an_alarm_may_not_wait_long() -> None:
    with pytest.raises(SettingsError, match="from 1 to 30"):
        read_settings({"INTERLUDE_ALARM_AFTER": "31"})
