"""What a chat can hold besides text, as Telegram describes it."""

from __future__ import annotations

from itertools import count

from tests.telegram.errors import Json

_numbers = count(1)


def file_shape(size: int, **more: object) -> Json:
    """A file of its own, with the identifiers every one of them has."""
    number = next(_numbers)
    return {"file_id": f"AgACAgIAAxkBAAI{number:08d}", "file_unique_id": f"AQAD{number:08d}", "file_size": size, **more}


def photo(size: int = 9000) -> list[Json]:
    """The same picture, small and large."""
    return [file_shape(1200, width=90, height=67), file_shape(size, width=800, height=600)]


def voice(seconds: int = 4) -> Json:
    return file_shape(16000, duration=seconds, mime_type="audio/ogg")


def video_note(seconds: int = 6) -> Json:
    return file_shape(90000, duration=seconds, length=240, thumbnail=file_shape(2000, width=240, height=240))


def sticker(emoji: str = "🙂") -> Json:
    return file_shape(
        14000, type="regular", width=512, height=512, is_animated=False, is_video=False, emoji=emoji,
        set_name="Everyday", thumbnail=file_shape(4000, width=128, height=128),
    )  # fmt: skip


def document(name: str = "notes.pdf", mime: str = "application/pdf", size: int = 4000) -> Json:
    return file_shape(size, file_name=name, mime_type=mime)


def poll(question: str, options: list[str]) -> Json:
    return {
        "id": str(5_000_000_000_000 + next(_numbers)), "question": question,
        "options": [
            {"text": option, "voter_count": 0, "persistent_id": str(number)} for number, option in enumerate(options)
        ],
        "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
        "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
    }  # fmt: skip
