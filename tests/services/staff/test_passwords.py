from __future__ import annotations

import pytest

from bot.services.staff.passwords import WeakPassword, hash_password, is_password
from tests.services.staff.people import PASSWORD


def test_it_is_kept_as_argon2id() -> None:
    hashed = hash_password(PASSWORD)
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$"), "RFC 9106's second choice"
    assert is_password(PASSWORD, hashed)
    assert not is_password(PASSWORD + " ", hashed)


@pytest.mark.parametrize("password", ["fourteen signs", "x" * 129])
def test_it_has_15_to_128_characters(password: str) -> None:
    with pytest.raises(WeakPassword, match="characters"):
        hash_password(password)


@pytest.mark.parametrize("password", ["passwordpassword", "qwertyuiopasdfgh", "111111111111111", "interludeinterlude"])
def test_common_ones_are_refused(password: str) -> None:
    with pytest.raises(WeakPassword, match="easy to guess"):
        hash_password(password)


def test_one_made_of_name_and_address_is_refused() -> None:
    with pytest.raises(WeakPassword):
        hash_password("marguerite.sample", "marguerite.sample@example.org", "Marguerite Sample")


@pytest.mark.parametrize(
    "password",
    [
        "seven wet lamps orchard",
        "Ünïcödé-paßwort-für-mich",
        "漢字でもよいパスワード十五字以上です",
        "a" * 5 + "lamp harbour zebra" * 3,
    ],
)
def test_any_characters_will_do(password: str) -> None:
    assert is_password(password, hash_password(password))


def test_an_account_that_there_is_not_has_no_password() -> None:
    assert not is_password("the password of an account that there is not", None)
