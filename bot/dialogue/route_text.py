"""What the route model reads off a message: word n-grams, character n-grams, and classes of words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from pathlib import Path

from ruamel.yaml import YAML

Concepts = Mapping[str, Sequence[str]]
"""A class of words by its name."""

# fmt: off
_SHORT_FORMS = {
    "u": "you", "ur": "your", "r": "are", "n": "and", "im": "i'm", "ive": "i've", "id": "i'd", "ill": "i'll",
    "its": "it's", "youre": "you're", "dont": "don't", "cant": "can't", "wont": "won't", "didnt": "didn't",
    "doesnt": "doesn't", "isnt": "isn't", "wasnt": "wasn't", "havent": "haven't", "hasnt": "hasn't",
    "couldnt": "couldn't", "wouldnt": "wouldn't", "shouldnt": "shouldn't", "whats": "what's", "whens": "when's",
    "wheres": "where's", "hows": "how's", "whos": "who's", "thats": "that's", "theres": "there's",
    "wanna": "want to", "gonna": "going to", "gotta": "got to", "gimme": "give me", "lemme": "let me",
    "kinda": "kind of", "pls": "please", "plz": "please", "thx": "thanks", "rn": "right now", "tmrw": "tomorrow",
    "tmr": "tomorrow", "tmw": "tomorrow", "idk": "i don't know", "dunno": "don't know", "cos": "because",
    "cuz": "because", "bc": "because", "wat": "what", "wot": "what", "mom": "mum", "mam": "mum",
    "practice": "practise", "counselor": "counsellor",
}
# fmt: on
_CONTRACTIONS = (
    (r"can't", "can not"),
    (r"won't", "will not"),
    (r"n't\b", " not"),
    (r"\bi'm\b", "i am"),
    (r"'ve\b", " have"),
    (r"'ll\b", " will"),
    (r"'re\b", " are"),
    (r"'d\b", " would"),
    (r"\b(what|when|where|how|who|that|there|it)'s\b", r"\1 is"),
    (r"'s\b", " "),
)
_TOKEN = re.compile(r"[a-z']+|\d+|[^\w\s]")
_CONCEPT_TOKEN = re.compile(r"[\w'/:-]+")
_LONGEST_PHRASE = 4
_IGNORED = frozenset(',."')


def tokens(text: str) -> list[str]:
    """Words, numbers and signs in lower case, spelled alike: "u cant" and "you can't" are the same."""
    text = re.sub(r"(.)\1{2,}", r"\1\1", _plain(text))
    text = re.sub(r"[a-z']+", lambda word: _SHORT_FORMS.get(word[0], word[0]), text)
    for pattern, full in _CONTRACTIONS:
        text = re.sub(pattern, full, text)
    return _TOKEN.findall(text)


def words(text: str) -> list[str]:
    """Single words and pairs; a pair may be a mark for the start or the end. Commas, full stops and quotes left out."""
    kept = ["^", *(token for token in tokens(text) if token not in _IGNORED), "$"]
    return [*kept[1:-1], *(f"{first} {second}" for first, second in pairwise(kept))]


def characters(text: str) -> list[str]:
    """Runs of two to four characters inside each word, so that a typing error spoils only some of them."""
    padded = [f" {token} " for token in tokens(text)]
    return [word[i : i + n] for word in padded for n in (2, 3, 4) for i in range(max(1, len(word) - n + 1))]


class ConceptReader:
    """Finds the classes of words that a message touches."""

    def __init__(self, concepts: Concepts) -> None:
        self._by_phrase: dict[tuple[str, ...], list[str]] = {}
        for name, phrases in concepts.items():
            for phrase in phrases:
                self._by_phrase.setdefault(_concept_tokens(phrase), []).append(name)

    def __call__(self, text: str) -> list[str]:
        """Each class once, and each pair of classes."""
        found = sorted({name for names in self._matches(_concept_tokens(text)) for name in names})
        return [*found, *(f"{first}&{second}" for first, second in combinations(found, 2))]

    def _matches(self, text: tuple[str, ...]) -> Iterator[list[str]]:
        """The longest phrase at each place; a word inside a phrase that was found does not count again."""
        at = 0
        while at < len(text):
            sizes = range(min(_LONGEST_PHRASE, len(text) - at), 0, -1)
            size = next((n for n in sizes if text[at : at + n] in self._by_phrase), 0)
            if size:
                yield self._by_phrase[text[at : at + size]]
            at += size or 1


def read_concepts(path: Path) -> dict[str, list[str]]:
    """The classes of words in a file of Rasa lookups.

    Raises:
        FileNotFoundError: there is no such file.
    """
    lookups = YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]
    return {entry["lookup"]: [_item(line) for line in entry["examples"].splitlines()] for entry in lookups}


def _item(line: str) -> str:
    return line.strip().removeprefix("- ").strip()


def _plain(text: str) -> str:
    return text.lower().replace("’", "'").replace("`", "'")


def _concept_tokens(text: str) -> tuple[str, ...]:
    return tuple(_CONCEPT_TOKEN.findall(_plain(text)))
