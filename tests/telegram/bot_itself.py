"""What the bot says of itself."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.telegram.errors import Json, bad_request
from tests.telegram.parameters import text
from tests.telegram.world import World

DEFAULT_SCOPE = json.dumps({"type": "default"})
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_SCOPES = (
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators",
    "chat_member",
)  # fmt: skip
MOST_COMMANDS = 100
MOST_COMMAND_WORDS = 256
MOST_DESCRIPTION = 512


def get_me(world: World, parameters: Json) -> Json:
    return {
        **world.bot(), "can_join_groups": True, "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False, "can_connect_to_business": False, "has_main_web_app": False,
    }  # fmt: skip


def set_my_commands(world: World, parameters: Json) -> bool:
    commands = parameters.get("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.commands[_scope(parameters), _language(parameters)] = [_command(one) for one in commands]
    return True


def get_my_commands(world: World, parameters: Json) -> list[Json]:
    return world.commands.get((_scope(parameters), _language(parameters)), [])


def delete_my_commands(world: World, parameters: Json) -> bool:
    world.commands.pop((_scope(parameters), _language(parameters)), None)
    return True


def set_my_description(world: World, parameters: Json) -> bool:
    description = text(parameters, "description")
    if len(description) > MOST_DESCRIPTION:
        raise bad_request("BOT_DESCRIPTION_TOO_LONG")
    world.descriptions[_language(parameters)] = description
    return True


def get_my_description(world: World, parameters: Json) -> Json:
    language = _language(parameters)
    return {"description": world.descriptions.get(language, "") or world.descriptions.get("", "")}


def _command(given: Any) -> Json:
    name = str(given.get("command", "")).removeprefix("/") if isinstance(given, dict) else ""
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    description = str(given.get("description", "")).strip()
    if not 1 <= len(description) <= MOST_COMMAND_WORDS:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _scope(parameters: Json) -> str:
    scope = parameters.get("scope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return json.dumps(scope, sort_keys=True)


def _language(parameters: Json) -> str:
    language = text(parameters, "language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language
