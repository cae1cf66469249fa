"""Where a sentence falls into clauses, and which of them say something by themselves."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from bot.safety.tokens import Sentence, word_set

_JOINING = word_set("and but so then y pero entonces")
_CAUSES = word_set("because cause cuz bc or porque though although aunque")
CLAUSE_WORDS = _JOINING | _CAUSES
"""With these a new clause begins."""
_MOST_TOGETHER = 3
"""Clauses of a run."""
PARTING = word_set("and but so y pero anyway though aunque")
"""Across these nothing that makes less of a clause reaches another one, unless it holds them itself."""
_TURNING = word_set("but pero")
"""What precedes these leans on nothing that follows: "when I got home all was quiet, but I want to die"."""
_BETWEEN = word_set("between entre")
_LEANING = _CAUSES | word_set(
    """if when as in at back while since after before during like once until till unless whenever where whether
    even that which who whose than nor with without for from of to on by cuando en que mientras desde
    antes despues donde o u ni como con sin para por de hace"""
)
"""A clause that begins so belongs to another one."""
_ASKING = word_set("que como")
"""A sentence that begins so asks: "cómo se llega, qué caso tiene". Elsewhere these join clauses."""
_ADVERBS = word_set("repente pronto golpe nuevo verdad")
"""Behind "de" these are no place and no cause: "de repente no veo"."""
_PLACING = word_set("at in on after before since with from that en desde antes despues con sin")
"""These may also stand before a mere thing, and a sentence goes on behind it: "in my house there is screaming"."""
_IS = word_set("is are am im theres hay esta estan es son")
_OTHERS = word_set("he hes she shes they theyre theyve his her their el ella ellos ellas lo la los las")
"""A clause that begins so goes on about somebody else."""
_PRESENT = word_set("now rn again today tonight tonite currently ahora hoy ahorita")
"""An end with one of these tells of now, whatever stands before it."""
_SUBJECTS = word_set("i im ive id he hes she shes they theyre theyve we weve me mi it nobody none nothing")
_REFERRING = word_set("that thats it its itll eso esto fue year years last long no nope nah not never nunca jamas")
"""A clause that begins so says more of what precedes it, or takes it back."""
_TELLING = frozenset().union(
    _SUBJECTS,
    _OTHERS,
    _PRESENT,
    _IS,
    word_set(
        """ill my yo were you youre the what how can could do please thanks thank gonna wanna want going already there
        everyone everybody something someone somebody cant cannot dont tired urge urges this voices voces thinking
        waiting adios bye goodbye was had has have did does got get went came took made said need
        quiero quisiera voy estoy tengo siento pienso necesito creo gracias nadie puedo puedes aguanto ya era estaba"""
    ),
)
"""With one of them what stands behind a mere "and" is a clause and no second thing, as in "salt and pepper"."""
_QUOTING = word_set(
    """say says said like goes asked asks told tells line lyrics lyric called titled read reads wrote writes
    question item means mean dice dijo dicen"""
)
"""What follows these is somebody else's word; so is what follows "told me" and "asked me"."""


def runs(sentence: Sentence) -> list[Sentence]:
    """Each clause of a sentence, and each two and each three that follow each other.

    A clause begins at a comma or behind a word that joins clauses; the words that join it to others are left out.
    """
    starts, ends = clause_edges(sentence)
    return [sentence[start:end] for start in starts for end in _next_few(ends, start)]


def told_apart(sentence: Sentence) -> list[slice]:
    """What a sentence says one after another, as people type: "I read the news, I took them all, what time is it".

    A clause is told apart unless it leans on another one, goes on about somebody else, refers to what precedes it, or
    is one word: "when I was ten, I wanted to die" is told in one, "he hit me, he is in prison now" too, although its
    end is looked at by itself as well. Words that join parts are left out.
    """
    words = _plain(sentence)
    borders = [*_begins(sentence), len(words)]
    starts, ends = [_first(words, 0)], list[int]()
    for place in borders[:-1]:
        first = _first(words, place)
        end = _next_of(borders, first)
        if words[place] not in _TURNING and not any(_could_stand(words, start, place) for start in starts):
            continue
        if end - first < 2 or not (sentence[place].comma or _tells(words, first, end)):
            continue
        starts.append(first)
        if _could_follow(words, first, end):
            ends.append(place)
    ends.append(len(words))
    return [slice(start, _next_of(ends, start)) for start in starts if start < len(words)]


def clause_edges(sentence: Sentence) -> tuple[list[int], list[int]]:
    """Where clauses begin, without the words that join them, and where they end (exclusive)."""
    words, borders = _plain(sentence), _begins(sentence)
    return sorted({_first(words, place) for place in (0, *borders)} - {len(words)}), [*borders, len(words)]


def is_parted(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a word that parts clauses stands at one of these places; none does in "between sadness and despair"."""
    words = [token.word for token in sentence[:end]]
    return any(words[place] in PARTING and not _is_of_two(words, place) for place in range(start, end))


def leads_in(sentence: Sentence, place: int) -> bool:
    """Whether the clause of this place only leads in what follows: "in that film, he dies"."""
    words = _plain(sentence)
    begins = [0, *_begins(sentence), len(words)]
    after = bisect_right(begins, place)
    first, end = _first(words, begins[after - 1]), begins[after]
    return first < end and _leans(words, first, end)


def _plain(sentence: Sentence) -> list[str]:
    return [token.word.replace("'", "") for token in sentence]


def _begins(sentence: Sentence) -> list[int]:
    words = [token.word for token in sentence]
    return [
        place
        for place, token in enumerate(sentence)
        if token.comma or (token.word in CLAUSE_WORDS and not _is_of_two(words, place))
    ]


def _is_of_two(words: Sequence[str], place: int) -> bool:
    return not _BETWEEN.isdisjoint(words[max(0, place - 4) : place])


def _next_of(places: Sequence[int], place: int) -> int:
    """The first of these places that is further on; the last of them when none is."""
    return places[min(bisect_right(places, place), len(places) - 1)]


def _next_few(places: Sequence[int], place: int) -> Sequence[int]:
    after = bisect_right(places, place)
    return places[after : after + _MOST_TOGETHER]


def _first(words: Sequence[str], start: int) -> int:
    """Where a part begins, without the words that join it to what precedes."""
    return next((place for place in range(start, len(words)) if words[place] not in _JOINING), len(words))


def _could_stand(words: Sequence[str], first: int, end: int) -> bool:
    """Whether these words need no others: one alone may belong to anything."""
    if end - first < 2 or words[end - 1] in _QUOTING or words[end - 2 : end] in (["told", "me"], ["asked", "me"]):
        return False
    return not _leans(words, first, end)


def _could_follow(words: Sequence[str], first: int, end: int) -> bool:
    """Whether a clause speaks for itself, and not of the others or of what precedes it."""
    return words[first] not in _OTHERS | _REFERRING and not _leans(words, first, end)


def _tells(words: Sequence[str], first: int, end: int) -> bool:
    return any(word in _TELLING or word.endswith("ed") for word in words[first:end])


def _leans(words: Sequence[str], first: int, end: int) -> bool:
    """Whether it belongs to another clause. With two subjects that one is there: "when they sleep I go"."""
    if first == 0 and words[0] in _ASKING:
        return False
    if words[first] == "de" and not _ADVERBS.isdisjoint(words[first + 1 : first + 2]):
        return False
    if words[first] in _PLACING and not _IS.isdisjoint(words[first:end]):
        return False
    return words[first] in _LEANING and sum(words[place] in _SUBJECTS for place in range(first, end)) < 2
