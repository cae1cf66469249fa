"""Stored messages in the shape Telegram shows them: texts within its limit, keyboards that fit a phone. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.gateway.channel import Moment, frames_of
from bot.services.conversation import TEXT_LIMIT, Outgoing, Pressed, buttons_of

Row = list[tuple[str, str]]

ROW_CHARACTERS = 26
"""Of all titles in a row; more is cut off on a small phone."""
MOST_IN_A_ROW = 6
SCALE = 5
"""From so many numbers on, buttons are the steps of a scale and stand in even rows."""
ANSWERED = "\n\n✓ "
"""Before the title of the button that was pressed: in a chat on Telegram a press leaves no other trace."""


def texts_of(message: Outgoing) -> list[str]:
    """Its text in parts that Telegram takes, cut between paragraphs, lines or words where it can be."""
    text = str(message.body.get("text") or "").strip()
    frames = frames_of(message.body)
    if frames:
        first = frames[0]
        return [paced_text(text, Moment(first["show"], first["seconds"], first["round"], frames[-1]["round"]))]
    return list(split(text)) or ["…"]


def paced_text(text: str, moment: Moment) -> str:
    """A paced bubble as it looks at a moment."""
    rounds = f"  ({moment.round}/{moment.rounds})" if moment.rounds > 1 else ""
    shown = f"{moment.show}{rounds}"
    return f"{text}\n\n{shown}"[:TEXT_LIMIT] if text else shown[:TEXT_LIMIT]


def answered_text(message: Outgoing, answer: str) -> str | None:
    """The last part with the answer that was tapped below it; None when it would not fit."""
    text = texts_of(message)[-1] + ANSWERED + answer
    return text if len(text) <= TEXT_LIMIT else None


def split(text: str, limit: int = TEXT_LIMIT) -> Iterator[str]:
    """Pieces of at most ``limit`` characters as Telegram counts them (UTF-16 code units)."""
    while _length(text) > limit:
        head = _head(text, limit)
        cut = max(
            (head.rfind(mark) + len(mark) for mark in ("\n\n", "\n", " ") if head.rfind(mark) > limit // 2), default=0
        )
        cut = cut or len(head)
        yield text[:cut].strip()
        text = text[cut:].strip()
    if text:
        yield text


def keyboard_of(message: Outgoing) -> list[Row]:
    """The buttons of a message in rows; each carries the message's id and its place, and nothing that has a meaning."""
    pressed = buttons_of(message.body)
    own = len(message.body.get("buttons") or [])
    keys = [(button, f"{message.id}:{place}") for place, button in enumerate(pressed)]
    return [*_rows(keys[:own]), *_rows(keys[own:])]


def _rows(keys: Sequence[tuple[Pressed, str]]) -> list[Row]:
    titles = [button.title for button, _ in keys]
    if len(titles) >= SCALE and all(title.strip().isdecimal() for title in titles):
        return _even([(button.title, data) for button, data in keys])
    rows: list[Row] = []
    for button, data in keys:
        fits = (
            rows
            and len(rows[-1]) < 3
            and sum(len(title) for title, _ in rows[-1]) + len(button.title) <= ROW_CHARACTERS
        )
        if fits:
            rows[-1].append((button.title, data))
        else:
            rows.append([(button.title, data)])
    return rows


def _even(keys: Row) -> list[Row]:
    count = -(-len(keys) // MOST_IN_A_ROW)
    size = -(-len(keys) // count)
    return [keys[start : start + size] for start in range(0, len(keys), size)]


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _head(text: str, limit: int) -> str:
    """The longest beginning within the limit that tears no sign apart."""
    return text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")
