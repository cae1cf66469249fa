"""Where a sentence falls into clauses, and which of them say something by themselves."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from bot.safety.tokens import Sentence


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_JOINING = _words("and but so then y pero entonces")
_CAUSES = _words("because cause cuz bc or porque though although aunque")
CLAUSE_WORDS = _JOINING | _CAUSES
"""With these a new clause begins."""
_LEANING = _CAUSES | _words(
    """if when as in at back while since after before during like once until till unless whenever where whether
    even that which who whose than nor with without for from of to on by cuando en que mientras desde
    antes despues donde o u ni como con sin para por de hace"""
)
"""A clause that begins so belongs to another one."""
_OTHERS = _words("he hes she shes they theyre theyve his her their el ella ellos ellas lo la los las")
"""A clause that begins so goes on about somebody else."""
_PRESENT = _words("now rn again today tonight tonite currently ahora hoy ahorita")
"""An end with one of these tells of now, whatever stands before it."""
_SUBJECTS = _words("i im ive id he hes she shes they theyre theyve we weve me mi it nobody none nothing")
_REFERRING = _words("that thats it its itll eso esto fue year years last long no nope nah not never nunca jamas")
"""A clause that begins so says more of what precedes it, or takes it back."""
_SPEAKING = _OTHERS | _words(
    """i im ive id ill me my yo mi we were weve you youre the what how can could do please thanks thank gonna wanna
    want going already there theres everyone everybody nobody nothing something someone somebody cant cannot
    dont tired urge urges this it its itll voices voces thinking waiting adios bye goodbye quiero quisiera voy estoy
    tengo siento pienso necesito creo gracias hoy nadie hay puedo puedes
    aguanto ya me"""
)
"""Who is spoken of, or words that do without: with one of them a clause can be a sentence."""
_QUOTING = _words(
    """say says said like goes asked asks told tells line lyrics lyric called titled read reads wrote writes
    question item means mean dice dijo dicen"""
)
"""What follows these is somebody else's word; so is what follows "told me" and "asked me"."""


def clauses(sentence: Sentence) -> list[Sentence]:
    """A sentence cut at its commas and before the words that begin a clause."""
    begins = _begins(sentence)
    ends = [*begins, len(sentence)]
    return [sentence[start:end] for start, end in zip([0, *begins], ends, strict=True) if start < end]


def told_apart(sentence: Sentence) -> list[slice]:
    """What a sentence says one after another, as people type: "I read the news, I took them all, what time is it".

    A part begins where what precedes it could be a sentence, and ends where what follows could be one and does not go
    on about somebody else: "when I was ten, I wanted to die" is told in one, "he hit me, he is in prison now" too,
    although its end is looked at by itself as well. So is a fragment before what could be a sentence: "last night
    alive, I read the news" is told in one and holds "last night alive". Words that join parts are left out.
    """
    words = [token.word.replace("'", "") for token in sentence]
    borders = [*_begins(sentence), len(words)]
    starts, ends = [_first(words, 0)], []
    fragments = []
    for place in borders[:-1]:
        first = _first(words, place)
        end = _next_of(borders, first)
        ends_here = _could_follow(words, first, end)
        if not any(_could_be_one(words, start, place) for start in starts):
            if ends_here and _could_stand(words, starts[-1], place):
                fragments.append(slice(starts[-1], place))
        elif ends_here:
            starts.append(first)
            ends.append(place)
        elif end - first > 1 and (sentence[place].comma or _is_told_anew(words, first, end)):
            starts.append(first)
    ends.append(len(words))
    return fragments + [slice(start, _next_of(ends, start)) for start in starts if start < len(words)]


def _begins(sentence: Sentence) -> list[int]:
    return [place for place, token in enumerate(sentence) if token.comma or token.word in CLAUSE_WORDS]


def _next_of(places: Sequence[int], place: int) -> int:
    """The first of these places that is further on; the last of them when none is."""
    return places[min(bisect_right(places, place), len(places) - 1)]


def _first(words: Sequence[str], start: int) -> int:
    """Where a part begins, without the words that join it to what precedes."""
    return next((place for place in range(start, len(words)) if words[place] not in _JOINING), len(words))


def _could_be_one(words: Sequence[str], first: int, end: int) -> bool:
    """Whether these words could be a sentence."""
    return _could_stand(words, first, end) and any(words[place] in _SPEAKING for place in range(first, end))


def _could_stand(words: Sequence[str], first: int, end: int) -> bool:
    """Whether these words need no others: one alone may belong to anything."""
    if end - first < 2 or words[end - 1] in _QUOTING or words[end - 2 : end] in (["told", "me"], ["asked", "me"]):
        return False
    return not _leans(words, first, end)


def _is_told_anew(words: Sequence[str], first: int, end: int) -> bool:
    """Whether it speaks of somebody else, or of now: "thanks for asking and walking to the bridge now"."""
    return words[first] in _OTHERS or not _PRESENT.isdisjoint(words[first:end])


def _could_follow(words: Sequence[str], first: int, end: int) -> bool:
    """Whether a clause speaks for itself, and not of the others or of what precedes it."""
    if first >= end or words[first] in _OTHERS or words[first] in _REFERRING or _leans(words, first, end):
        return False
    speaking = next((place for place in range(first, end) if words[place] in _SPEAKING), None)
    return speaking is not None and _LEANING.isdisjoint(words[first + 1 : speaking])


def _leans(words: Sequence[str], first: int, end: int) -> bool:
    """Whether it belongs to another clause. With two subjects that one is there: "when they sleep I go"."""
    return words[first] in _LEANING and sum(words[place] in _SUBJECTS for place in range(first, end)) < 2
