"""Walks a script: a pure function of script, state and reply to the next state, what to say and what to log.

A step that waits is left only by an answer, a command or, for a paced step, by the end of its time. Every reply is
either recorded as an answer or is one of the command words: no words get lost here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.scripts.choices import read_choice
from bot.scripts.commands import Command
from bot.scripts.conditions import Condition, Value
from bot.scripts.library import Library
from bot.scripts.plain import plain
from bot.scripts.runs import AnswerKind, Button, Frame, Message, Record, Reply, RunState, Status, Turn
from bot.scripts.scale import read_scale
from bot.scripts.schema import END, Ask, Asking, Choose, Pace, Say, Scale, Script
from bot.scripts.words import Words

SCALE_PATIENCE = 2
"""How often a scale is asked again before the words are taken as they are."""
CHOICE_PATIENCE = 1
_BARE_WORDS = 3
"""A bare answer has no more: "about a seven"."""


@dataclass(frozen=True)
class Runner:
    """One script in one language, with the words said around it."""

    script: Script
    library: Library
    language: str = "en"

    def begin(self) -> Turn:
        """Start a run: introduce the script and show its first question."""
        script = self.script
        intro = [
            self._say(
                self.library.wording.begin,
                name=script.name.to(self.language),
                minutes=script.minutes,
                description=script.description.to(self.language),
            )
        ]
        if script.avoid_when:
            intro.append(self._say(self.library.wording.avoid, avoid_when=script.avoid_when.to(self.language)))
        return _before(intro, self._arrive(RunState(step=script.steps[0].id, visit=0), script.steps[0].id))

    def resume(self, state: RunState) -> Turn:
        """Go on with a run that was paused or left: show its open question again."""
        name = self.script.name.to(self.language)
        return _before([self._say(self.library.wording.resumed, name=name)], self._show_again(state))

    def pause(self, state: RunState) -> Turn:
        return Turn(replace(state, status=Status.PAUSED), (self._say(self.library.wording.paused),))

    def reply(self, state: RunState, reply: Reply) -> Turn:
        """Take one reply to an open run. A run that is not open stays as it is and nothing is said."""
        if state.status is not Status.OPEN:
            return Turn(state)
        if reply.pace_over:
            return self._pace_over(state, reply)
        if reply.visit is not None and reply.visit != state.visit:
            return _before([self._say(self.library.wording.stale)], self._show_again(state))
        command = self.command(reply)
        if command:
            return self._commands()[command](state)
        return self._answer(state, reply)

    # Commands

    def command(self, reply: Reply) -> Command | None:
        """A command word, unless it is the name of a button that was pressed."""
        return None if reply.option is not None else self.library.commands.read(reply.text)

    def _commands(self) -> dict[Command, Callable[[RunState], Turn]]:
        return {
            Command.STOP: self._stop,
            Command.BACK: self._back,
            Command.SKIP: self._skip,
            Command.PAUSE: self.pause,
            Command.HELP: self._help,
            Command.HUMAN: self._human,
        }

    def _stop(self, state: RunState) -> Turn:
        return Turn(replace(state, status=Status.STOPPED), (self._say(self.library.wording.stopped),))

    def _back(self, state: RunState) -> Turn:
        if not state.trail:
            return _before([self._say(self.library.wording.nothing_before)], self._show_again(state))
        last = state.trail[-1]
        turn = self._arrive(state.without_last(), last)
        return replace(_before([self._say(self.library.wording.back)], turn), retracted=last)

    def _skip(self, state: RunState) -> Turn:
        step = self.script.step(state.step)
        record = Record(step.id, AnswerKind.SKIPPED, "", log_as=step.log_as)
        return _before([self._say(self.library.wording.skipped)], self._go_on(state, record))

    def _help(self, state: RunState) -> Turn:
        return _before([self._say(self.library.wording.help)], self._show_again(state))

    def _human(self, state: RunState) -> Turn:
        """Stand still; the conversation around the script says how to reach a person."""
        return Turn(replace(state, status=Status.PERSON))

    # Answers

    def _pace_over(self, state: RunState, reply: Reply) -> Turn:
        """The time of a paced step has passed. Too late when the person has already gone on."""
        step = self.script.step(state.step)
        if not isinstance(step, Pace) or reply.visit != state.visit:
            return Turn(state)
        return self._go_on(state, Record(step.id, AnswerKind.PACE, "", "done", step.log_as))

    def _answer(self, state: RunState, reply: Reply) -> Turn:
        step = self.script.step(state.step)
        if isinstance(step, Choose):
            return self._answer_choose(step, state, reply)
        if isinstance(step, Scale):
            return self._answer_scale(step, state, reply)
        if isinstance(step, Pace):
            return self._go_on(state, Record(step.id, AnswerKind.PACE, reply.text, "ended", step.log_as))
        return self._go_on(state, Record(step.id, AnswerKind.TEXT, reply.text, None, step.log_as))

    def _answer_choose(self, step: Choose, state: RunState, reply: Reply) -> Turn:
        pressed = next((o for o in step.options if o.value == reply.option), None)
        option = pressed or read_choice(reply.text, step, self.language, self.library.commands)
        if option:
            story = pressed is None and _tells_more(reply.text, option.label.to(self.language))
            kind = AnswerKind.CHOICE_IN_WORDS if story else AnswerKind.CHOICE
            return self._go_on(state, Record(step.id, kind, reply.text, option.value, step.log_as))
        if state.misses < CHOICE_PATIENCE:
            wording = self.library.wording
            words = wording.unclear_single if len(step.options) == 1 else wording.unclear_choice
            return self._ask_again(step, state, reply, self._say(words))
        return self._keep_words(step, state, reply)

    def _answer_scale(self, step: Scale, state: RunState, reply: Reply) -> Turn:
        number = read_scale(
            reply.option or reply.text,
            step.lowest,
            step.highest,
            self.language,
            lowest_words=self.library.commands.words_for("lowest"),
            highest_words=self.library.commands.words_for("highest"),
        )
        if number is not None:
            story = reply.option is None and _tells_more(reply.text)
            kind = AnswerKind.NUMBER_IN_WORDS if story else AnswerKind.NUMBER
            return self._go_on(state, Record(step.id, kind, reply.text, number, step.log_as))
        if state.misses < SCALE_PATIENCE:
            words = self.library.wording.unclear_scale[state.misses % 2]
            again = self._say(words, lowest=step.lowest, highest=step.highest)
            return self._ask_again(step, state, reply, again)
        return self._keep_words(step, state, reply)

    def _ask_again(self, step: Choose | Scale, state: RunState, reply: Reply, words: Message) -> Turn:
        record = Record(step.id, AnswerKind.UNCLEAR, reply.text)
        missed = replace(state, misses=state.misses + 1).with_words(record)
        turn = self._show_again(missed, preface=words.text)
        return replace(turn, records=(record,))

    def _keep_words(self, step: Choose | Scale, state: RunState, reply: Reply) -> Turn:
        """Words that are no option and no number, after asking again: they are the answer."""
        record = Record(step.id, AnswerKind.TEXT, reply.text, None, step.log_as)
        return _before([self._say(self.library.wording.kept)], self._go_on(state, record))

    # Moving

    def _go_on(self, state: RunState, record: Record) -> Turn:
        step = self.script.step(record.step)
        answered = state.with_answer(record)
        turn = self._arrive(answered, self._next(step, answered, record.value))
        return replace(turn, records=(record,))

    def _next(self, step: Say | Asking, state: RunState, answer: Value) -> str:
        for jump in step.next:
            if jump.condition is None or Condition.parse(jump.condition).holds(state.facts(answer)):
                return jump.to
        return self.script.after(step.id)

    def _arrive(self, state: RunState, step_id: str) -> Turn:
        """Say what is to be said from this step on, up to the next step that waits, or to the closing."""
        said: list[Message] = []
        while step_id != END:
            step = self.script.step(step_id)
            if not isinstance(step, Say):
                shown = replace(state, step=step.id, visit=state.visit + 1, status=Status.OPEN, misses=0)
                return Turn(shown, (*said, self._question(step)))
            said += [self._say(text) for text in step.texts]
            step_id = self._next(step, state, None)
        closing = self._say(self.script.closing)
        return Turn(replace(state, status=Status.FINISHED), (*said, closing))

    def _show_again(self, state: RunState, preface: str = "") -> Turn:
        """The open question once more, as a new visit. The step before it is not repeated."""
        step = self.script.step(state.step)
        assert not isinstance(step, Say)
        question = self._question(step)
        if preface:
            question = replace(question, text=preface)
        return Turn(replace(state, visit=state.visit + 1, status=Status.OPEN), (question,))

    # Words

    def _say(self, words: Words, **places: object) -> Message:
        text = words.to(self.language)
        return Message(text.format(**places) if places else text)

    def _question(self, step: Asking) -> Message:
        if isinstance(step, Ask):
            return Message(step.question.to(self.language), waits=True)
        if isinstance(step, Choose):
            buttons = tuple(Button(option.label.to(self.language), option.value) for option in step.options)
            return Message(step.question.to(self.language), buttons, waits=True)
        if isinstance(step, Scale):
            return self._scale_question(step)
        return Message(step.phases[0].show.to(self.language), pace=self._frames(step), waits=True)

    def _scale_question(self, step: Scale) -> Message:
        spread = max(1, (step.highest - step.lowest) // 10)
        numbers = range(step.lowest, step.highest + 1, spread)
        low = step.low.to(self.language) if step.low else ""
        high = step.high.to(self.language) if step.high else ""
        buttons = tuple(Button(str(number), str(number)) for number in numbers)
        return Message(step.question.to(self.language), buttons, scale=(low, high), waits=True)

    def _frames(self, step: Pace) -> tuple[Frame, ...]:
        return tuple(
            Frame(phase.show.to(self.language), phase.seconds, turn + 1)
            for turn in range(step.rounds)
            for phase in step.phases
        )


def _tells_more(text: str, label: str = "") -> bool:
    """Whether a typed answer says more than the answer itself; those words are the person's own to share."""
    return plain(text) != plain(label) and len(plain(text).split()) > _BARE_WORDS


def _before(said: list[Message], turn: Turn) -> Turn:
    return replace(turn, messages=(*said, *turn.messages))
