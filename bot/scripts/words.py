"""Words in one or more languages, as authors write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

LANGUAGES = ("en", "es")
DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Words:
    """One text, in English at least. ``said`` pairs a language with the text."""

    said: tuple[tuple[str, str], ...]

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[object], Words]]:
        yield cls.read

    @classmethod
    def read(cls, given: object) -> Words:
        """Read ``"text"`` or ``{en: text, es: text}``.

        Raises:
            ValueError: neither of the two, an empty text, an unknown language, or no English.
        """
        if isinstance(given, Words):
            return given
        if isinstance(given, str):
            given = {DEFAULT_LANGUAGE: given}
        if isinstance(given, (bool, int, float)):
            raise ValueError(f'is {given}, not a text; put it in quotes: "{given}"')
        if not isinstance(given, dict):
            raise ValueError("is not a text; write one text, or one per language: {en: …, es: …}")
        return cls(tuple((language, _text(language, text)) for language, text in given.items())).checked()

    def checked(self) -> Words:
        if DEFAULT_LANGUAGE not in dict(self.said):
            raise ValueError("has no English text; add `en: …`")
        return self

    def to(self, language: str) -> str:
        """The text in this language, or in English where there is none."""
        said = dict(self.said)
        return said.get(language, said[DEFAULT_LANGUAGE])

    def as_data(self) -> dict[str, str]:
        return dict(self.said)


def _text(language: object, text: object) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"names the language {language!r}; known are {', '.join(LANGUAGES)}")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("is empty; write what the participant should read")
    return " ".join(text.split()) if "\n\n" not in text else text.strip()
