"""What the bot does in chats: writes, edits, deletes, leaves."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.telegram import media
from tests.telegram.chats import Chat
from tests.telegram.entities import entities, parse, units
from tests.telegram.errors import NOT_MODIFIED, QUERY_TOO_OLD, ApiError, Json, bad_request
from tests.telegram.groups import Channel, Place
from tests.telegram.keyboards import read_markup
from tests.telegram.parameters import text
from tests.telegram.seen import Answer, File, Stored, text_of
from tests.telegram.world import World

MOST_TEXT = 4096
MOST_CAPTION = 1024
MOST_ANSWER = 200
DELETABLE_SECONDS = 48 * 3600
MOST_DOCUMENT, MOST_PHOTO = 50 * 1024 * 1024, 10 * 1024 * 1024
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_CHAT_ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip


def send_message(world: World, parameters: Json) -> Json:
    chat = _writable(world, parameters)
    content = _text_content(parameters)
    return _send(world, chat, parameters, content)


def send_document(world: World, parameters: Json) -> Json:
    chat = _writable(world, parameters)
    file = _file(world, parameters, "document", MOST_DOCUMENT)
    shape = media.document(file.name or "file", file.mime, len(file.content))
    world.files[shape["file_id"]] = file
    return _send(world, chat, parameters, {"document": shape, **_caption_content(parameters)}, file)


def send_photo(world: World, parameters: Json) -> Json:
    chat = _writable(world, parameters)
    file = _file(world, parameters, "photo", MOST_PHOTO)
    if not file.content.startswith(_PICTURES):
        raise bad_request("IMAGE_PROCESS_FAILED")
    sizes = media.photo(len(file.content))
    world.files.update({size["file_id"]: file for size in sizes})
    return _send(world, chat, parameters, {"photo": sizes, **_caption_content(parameters)}, file)


def edit_message_text(world: World, parameters: Json) -> Json:
    """Without a keyboard given, the message loses the one it has, as with Telegram."""
    stored = _own_message(world, parameters)
    content = _text_content(parameters)
    if "text" not in stored.body:
        raise bad_request("there is no text in the message to edit")
    return _change(world, stored, {**content, **_markup(parameters, inline_only=True)}, ("text", "entities"))


def edit_message_reply_markup(world: World, parameters: Json) -> Json:
    return _change(world, _own_message(world, parameters), _markup(parameters, inline_only=True), ())


def delete_message(world: World, parameters: Json) -> bool:
    chat = _writable(world, parameters)
    stored = chat.find(_message_id(parameters))
    if stored is None:
        raise bad_request("message to delete not found")
    may = stored.by_bot or not isinstance(chat, Place) or chat.bot_is_admin
    if not may or world.clock() - stored.body["date"] > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted")
    stored.deleted = True
    return True


def send_chat_action(world: World, parameters: Json) -> bool:
    _writable(world, parameters)
    if text(parameters, "action").lower() not in _CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def leave_chat(world: World, parameters: Json) -> bool:
    chat = _writable(world, parameters)
    if not isinstance(chat, Place):
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot_becomes("left", world.bot())
    return True


def answer_callback_query(world: World, parameters: Json) -> bool:
    query_id = text(parameters, "callback_query_id")
    query = world.queries.get(query_id)
    words = text(parameters, "text")
    if units(words) > MOST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if query is None or query.answered or world.clock() > query.until:
        raise bad_request(QUERY_TOO_OLD)
    query.answered = True
    world.answers.append(Answer(query_id, query.data, query.by, words, bool(parameters.get("show_alert"))))
    return True


def _chat(world: World, parameters: Json) -> Chat:
    chat_id = parameters.get("chat_id")
    if chat_id is None:
        raise bad_request("chat_id is empty")
    if isinstance(chat_id, str) and chat_id.startswith("@"):
        return _channel(world, chat_id.removeprefix("@"))
    if not isinstance(chat_id, int) or chat_id not in world.chats:
        raise bad_request("chat not found")
    return world.chats[chat_id]


def _channel(world: World, name: str) -> Chat:
    """People are never found by their names."""
    for chat in world.chats.values():
        if isinstance(chat, Channel) and chat.username.lower() == name.lower():
            return chat
    raise bad_request("chat not found")


def _writable(world: World, parameters: Json) -> Chat:
    chat = _chat(world, parameters)
    refusal: ApiError | None = chat.refusal()
    if refusal is not None:
        raise refusal
    return chat


def _message_id(parameters: Json) -> int:
    number = parameters.get("message_id")
    if not isinstance(number, int):
        raise bad_request("message identifier is not specified")
    return number


def _own_message(world: World, parameters: Json) -> Stored:
    chat = _writable(world, parameters)
    stored = chat.find(_message_id(parameters))
    if stored is None:
        raise bad_request("message to edit not found")
    if not stored.by_bot:
        raise bad_request("message can't be edited")
    return stored


def _text_content(parameters: Json) -> Json:
    return _content("text", "entities", parameters, MOST_TEXT, "message is too long")


def _caption_content(parameters: Json) -> Json:
    if "caption" not in parameters:
        return {}
    return _content("caption", "caption_entities", parameters, MOST_CAPTION, "message caption is too long")


def _content(name: str, marks: str, parameters: Json, most: int, too_long: str) -> Json:
    raw, marked = parse(text(parameters, name), text(parameters, "parse_mode"))
    plain = raw.strip()
    if name == "text" and not plain:
        raise bad_request("message text is empty" if not raw else "text must be non-empty")
    if units(plain) > most:
        raise bad_request(too_long)
    lead = units(raw[: len(raw) - len(raw.lstrip())])
    shifted = [{**one, "offset": one["offset"] - lead} for one in marked]
    found = shifted or parameters.get(marks) or entities(plain)
    return {name: plain, **({marks: found} if found else {})}


def _markup(parameters: Json, inline_only: bool = False) -> Json:
    rows = read_markup(parameters, inline_only)
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _send(world: World, chat: Chat, parameters: Json, content: Json, file: File | None = None) -> Json:
    content = {**_author(world, chat), **content, **_reply(chat, parameters), **_markup(parameters)}
    if parameters.get("protect_content"):
        content["has_protected_content"] = True
    world.limits.spend(chat.id)
    return deepcopy(chat.post_content(content, by_bot=True, file=file).body)


def _author(world: World, chat: Chat) -> Json:
    return {"sender_chat": chat.shape()} if chat.kind == "channel" else {"from": world.bot()}


def _reply(chat: Chat, parameters: Json) -> Json:
    reply: Any = parameters.get("reply_parameters") or {}
    number = reply.get("message_id", parameters.get("reply_to_message_id"))
    if number is None:
        return {}
    if chat.find(number) is not None:
        return {"reply_to_message": chat.quoted(number)}
    if reply.get("allow_sending_without_reply") or parameters.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _change(world: World, stored: Stored, content: Json, replaced: tuple[str, ...]) -> Json:
    """The message with this content and this keyboard, or with none."""
    kept = {key: value for key, value in stored.body.items() if key not in (*replaced, "reply_markup", "edit_date")}
    new = {**kept, **content}
    if new == {key: value for key, value in stored.body.items() if key != "edit_date"}:
        raise bad_request(NOT_MODIFIED)
    world.limits.spend(stored.body["chat"]["id"])
    stored.body = {**new, "edit_date": world.now()}
    stored.versions.append(text_of(new))
    return deepcopy(stored.body)


def _file(world: World, parameters: Json, name: str, most: int) -> File:
    given = parameters.get(name)
    if isinstance(given, str) and given.startswith("attach://"):
        given = parameters.get(given.removeprefix("attach://"))
    elif isinstance(given, str):
        given = world.files.get(given)
        if given is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
    if not isinstance(given, File):
        raise bad_request(f"there is no {name} in the request")
    if not given.content:
        raise bad_request("file must be non-empty")
    if len(given.content) > most:
        raise ApiError(413)
    return given
