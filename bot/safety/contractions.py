"""A sentence with its contractions spelled out, and with what can be contracted drawn together.

Whoever writes an entry thinks of one of them: "my flatmate's hurting herself" is "my flatmate is hurting herself", and
"I do not want to live" is "I dont want to live".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace

from bot.safety.tokens import Sentence, Token, word_set

_LONG = {
    "im": "i am",
    "ive": "i have",
    "hes": "he is",
    "shes": "she is",
    "theyre": "they are",
    "theyve": "they have",
    "youre": "you are",
    "weve": "we have",
    "whos": "who is",
    "thats": "that is",
    "theres": "there is",
    "somebodys": "somebody is",
    "someones": "someone is",
    "nobodys": "nobody is",
    "isnt": "is not",
    "arent": "are not",
    "wasnt": "was not",
    "werent": "were not",
    "dont": "do not",
    "doesnt": "does not",
    "didnt": "did not",
    "wont": "will not",
    "wouldnt": "would not",
    "cant": "cannot",
    "couldnt": "could not",
    "shouldnt": "should not",
    "hasnt": "has not",
    "havent": "have not",
    "hadnt": "had not",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
}
_SHORT: Mapping[tuple[str, ...], str] = {
    ("can", "not"): "cant",
    ("i", "will"): "ill",
    **{tuple(long.split()): short for short, long in _LONG.items() if short != "cant"},
}
_ENDINGS = {"ll": "will", "re": "are", "ve": "have", "m": "am"}
_PARTICIPLES = word_set(
    "taken been got gone done cut hurt swallowed drunk drank said told had left lost made found started"
)
"""Behind these "he's" is "he has", and "I have" is "I've"."""
_OWNED = word_set(
    """mum mam mom ma da dad daddy brother sister son daughter wife husband fella mate mates nan gran grandad kids
    boy girl niece nephew cousin aunt uncle baby head chest arm arms wrists leg legs heart stomach own pills meds
    tablets"""
)
"""Before these "me" is how some people say "my"."""


def spelled_out(sentence: Sentence, nouns: Set[str]) -> Sentence:
    """Without contractions; the words must still have their apostrophes.

    Args:
        nouns: words for people, before which "'s" tells whose they are: "my friend's mum".
    """
    return tuple(one for token, after in _with_following(sentence) for one in _spelled_out(token, after, nouns))


def drawn_together(sentence: Sentence) -> Sentence:
    """With contractions, without their apostrophes."""
    drawn: list[Token] = []
    for token, following in _with_following(sentence):
        short = _SHORT.get((drawn[-1].word, token.word)) if drawn and not token.comma else None
        if short and (token.word != "have" or _is_participle(following)):
            drawn[-1] = replace(drawn[-1], word=short, end=token.end)
        else:
            drawn.append(replace(token, word="cant") if token.word == "cannot" else token)
    return tuple(drawn)


def _spelled_out(token: Token, following: str, nouns: Set[str]) -> Iterator[Token]:
    for number, word in enumerate(_in_full(token.word, following, nouns)):
        yield replace(token, word=word, comma=token.comma and number == 0)


def _in_full(word: str, following: str, nouns: Set[str]) -> Sequence[str]:
    is_or_has = "has" if _is_participle(following) else "is"
    bare = word.replace("'", "")
    if bare in _LONG:
        return [is_or_has if one == "is" and "not" not in _LONG[bare] else one for one in _LONG[bare].split()]
    if word == "me" and following in _OWNED:
        return ["my"]
    stem, _, ending = word.partition("'")
    if stem.isalpha() and ending in _ENDINGS:
        return [stem, _ENDINGS[ending]]
    return [stem, is_or_has] if stem.isalpha() and ending == "s" and following not in nouns else [word]


def _is_participle(word: str) -> bool:
    return word in _PARTICIPLES or word.endswith("ed")


def _with_following(sentence: Sentence) -> Iterator[tuple[Token, str]]:
    """Each token and the word behind it, "" behind the last."""
    for place, token in enumerate(sentence):
        yield token, sentence[place + 1].word if place + 1 < len(sentence) else ""
