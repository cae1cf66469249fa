"""Every way through a script."""

from __future__ import annotations

from collections.abc import Iterator

from bot.scripts.conditions import Condition, Value
from bot.scripts.runner import Runner
from bot.scripts.runs import Reply, RunState, Status
from bot.scripts.schema import Choose, Pace, Scale, Script

Situation = tuple[object, ...]
"""All that decides how a run goes on."""


def answers(runner: Runner, state: RunState) -> list[Reply]:
    """Every planned answer to the open step: each option, each number, words, the end of its time."""
    step = runner.script.step(state.step)
    if isinstance(step, Choose):
        return [Reply(option.label.to("en"), option.value, state.visit) for option in step.options]
    if isinstance(step, Scale):
        return [Reply(str(number)) for number in range(step.lowest, step.highest + 1)]
    if isinstance(step, Pace):
        return [Reply("", visit=state.visit, pace_over=True), Reply("that is enough")]
    return [Reply("a few words")]


def situation(script: Script, state: RunState) -> Situation:
    """All that decides how a run goes on from here."""
    conditions = [Condition.parse(jump.condition) for step in script.steps for jump in step.next if jump.condition]
    facts: dict[str, Value] = {**state.facts(), "texts": min(len(state.written), 3)}
    return (state.step, state.status, *(facts.get(name) for name in sorted({one.name for one in conditions})))


def ways(runner: Runner) -> Iterator[tuple[Situation, Situation, RunState]]:
    """Every move from situation to situation by a planned answer or a skip."""
    seen = set()
    todo = [runner.begin().state]
    while todo:
        state = todo.pop()
        here = situation(runner.script, state)
        if here in seen or state.status is not Status.OPEN:
            continue
        seen.add(here)
        for reply in [*answers(runner, state), Reply("skip")]:
            after = runner.reply(state, reply).state
            yield here, situation(runner.script, after), after
            todo.append(after)
