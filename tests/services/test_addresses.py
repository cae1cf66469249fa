from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.scripts.yaml_lines import ContentError
from bot.services.addresses import Addresses, check_addresses, connected, read_addresses

GOOD = "ana_sms: json://localhost:1/canary\nana_email: mailto://localhost?to=a%40example.org\n"
BOTH: list[Callable[[Path], Addresses]] = [read_addresses, check_addresses]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "addresses.yml"
    path.touch(mode=0o600)
    return path


@pytest.mark.parametrize("read", BOTH)
def test_each_line_is_a_name_and_an_address(file: Path, read: Callable[[Path], Addresses]) -> None:
    file.write_text(GOOD)
    assert read(file) == {
        "ana_sms": "json://localhost:1/canary",
        "ana_email": "mailto://localhost?to=a%40example.org",
    }


@pytest.mark.parametrize("read", BOTH)
def test_without_a_file_there_are_none(tmp_path: Path, read: Callable[[Path], Addresses]) -> None:
    assert read(tmp_path / "none.yml") == {}


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
@pytest.mark.parametrize("read", BOTH)
def test_a_file_that_others_may_read_is_refused(file: Path, read: Callable[[Path], Addresses], mode: int) -> None:
    file.write_text(GOOD)
    file.chmod(mode)
    with pytest.raises(ContentError, match="chmod 600"):
        read(file)


@pytest.mark.parametrize("line", ["ana_sms:", "ana_sms: 12", "12: json://x", "ana_sms: [json://canary]"])
@pytest.mark.parametrize("read", BOTH)
def test_what_is_no_text_is_named_by_its_line(file: Path, read: Callable[[Path], Addresses], line: str) -> None:
    file.write_text(f"# ours\n{line}\n")
    with pytest.raises(ContentError, match=r"addresses.yml:2: write `name: address`") as caught:
        read(file)
    assert "canary" not in str(caught.value)


def test_every_address_that_cannot_be_sent_to_is_named_and_none_is_quoted(file: Path) -> None:
    file.write_text(f"{GOOD}a: nonsense://canary\nb: file:///canary\nc: slack://a/b/c?template=/canary\n")
    assert len(read_addresses(file)) == 5
    with pytest.raises(ContentError) as caught:
        check_addresses(file)
    lines = str(caught.value).splitlines()
    assert [line.split(":")[1] for line in lines] == ["3", "4", "5"]
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("read", BOTH)
def test_a_chat_of_the_bot_is_an_address(file: Path, read: Callable[[Path], Addresses]) -> None:
    file.write_text("ana_tg: telegram:123456789\nteam_tg: telegram:-1001234567890\n")
    assert read(file) == {"ana_tg": "telegram:123456789", "team_tg": "telegram:-1001234567890"}


@pytest.mark.parametrize("chat", ["canary", "", "0", "--1", "@canary", "-", "12 3", "//canary", "9" * 30])
@pytest.mark.parametrize("read", BOTH)
def test_what_is_no_number_of_a_chat_is_named_and_not_quoted(
    file: Path, read: Callable[[Path], Addresses], chat: str
) -> None:
    file.write_text(f'ok: json://localhost:1/x\nana_tg: "telegram:{chat}"\n')
    with pytest.raises(ContentError, match=r"addresses.yml:2: `ana_tg`: write `telegram:` and the number") as caught:
        read(file)
    assert "canary" not in str(caught.value)


def test_a_chat_of_the_bot_is_connected_only_when_there_is_a_bot() -> None:
    addresses = {"ana_sms": "json://localhost:1/x", "ana_tg": "telegram:123456789"}
    assert connected(addresses, telegram=True) == {"ana_sms", "ana_tg"}
    assert connected(addresses, telegram=False) == {"ana_sms"}
