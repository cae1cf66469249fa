"""The invented words: harmless where they are to be, and found where they are to be."""

from __future__ import annotations

import pytest

from bot.safety.verdict import Outcome
from bot.services.demo import Content

SECOND_SCREEN = "second_screen"


def test_what_people_answer_is_harmless_to_the_lexicon(content: Content) -> None:
    """The second screen is trained anew now and then, and may raise one or another to a check."""
    bank = content.bank
    said = [text for one in bank.answers.values() for text in (*one.en, *one.es)]
    said += [text.format(n=7) for one in (bank.numbers, bank.enough) for text in (*one.en, *one.es)]
    verdicts = [(text, content.guard.screen.judge(text)) for text in said]
    found = [(text, verdict) for text, verdict in verdicts if verdict.outcome is not Outcome.NONE]
    assert [one for one in found if one[1].rule != SECOND_SCREEN or one[1].outcome is Outcome.PAGE] == []
    assert len(found) <= len(said) / 50


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_crisis_sentence_raises_what_it_is_named_for(content: Content, language: str) -> None:
    crisis, judge = content.bank.crisis, content.guard.screen.judge
    found = {name: judge(words.to(language)) for name, words in crisis}
    assert {name: one.outcome for name, one in found.items()} == {
        "page_ideation": Outcome.PAGE,
        "page_self_harm": Outcome.PAGE,
        "check_passive": Outcome.CHECK,
        "denial": Outcome.NONE,
    }
    assert (found["page_ideation"].kind, found["page_self_harm"].kind) == ("active_ideation", "self_harm")


def test_every_question_of_the_scripts_has_words_of_its_own(content: Content) -> None:
    """New scripts may do without: their questions get ``anything``."""
    asked = {step.id for one in content.library.scripts.values() for step in one.steps if step.kind == "ask"}
    assert asked & set(content.bank.answers)
    assert content.bank.answer("no such step", "es") == content.bank.answers["anything"].es
