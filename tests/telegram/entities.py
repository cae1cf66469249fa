"""What Telegram marks in a text: commands, addresses, names. Offsets and lengths count UTF-16 units."""

from __future__ import annotations

import html
import re

from tests.telegram.errors import Json, bad_request

_FOUND = (
    ("url", re.compile(r"https?://[^\s<>\"]+[\w/#=&]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("bot_command", re.compile(r"(?<![\w/@.])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])")),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z0-9_]{4,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w+")),
)
_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "tg-spoiler": "spoiler", "blockquote": "blockquote", "a": "text_link",
}  # fmt: skip
_TOKEN = re.compile(r"<[^<>]*>|<|[^<]+", re.DOTALL)
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""")


def units(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def entities(text: str) -> list[Json]:
    """What Telegram finds by itself in a text, in order and never overlapping."""
    found: list[tuple[int, int, str]] = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            if all(match.end() <= start or match.start() >= end for start, end, _ in found):
                found.append((match.start(), match.end(), kind))
    return [
        {"type": kind, "offset": units(text[:start]), "length": units(text[start:end])}
        for start, end, kind in sorted(found)
    ]


def parse(text: str, mode: str) -> tuple[str, list[Json]]:
    """A bot's text without its markup, and what the markup marked."""
    if not mode:
        return text, []
    if mode.lower() == "html":
        return _parse_html(text)
    if mode.lower() in ("markdown", "markdownv2"):
        raise bad_request("can't parse entities: this stand-in reads HTML only")
    raise bad_request("unsupported parse_mode")


def _parse_html(text: str) -> tuple[str, list[Json]]:
    plain = ""
    marked: list[Json] = []
    is_open: list[tuple[str, int, str]] = []
    for token in _TOKEN.findall(text):
        if not token.startswith("<"):
            plain += html.unescape(token)
        elif token.startswith("</"):
            marked += _closed(token, is_open, plain)
        else:
            is_open.append(_opened(token, units(plain)))
    if is_open:
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{is_open[-1][0]}\"")
    return plain, sorted(marked, key=lambda one: (one["offset"], -one["length"]))


def _opened(token: str, at: int) -> tuple[str, int, str]:
    name = token.strip("<>").split(maxsplit=1)[0].lower() if token.strip("<> ") else ""
    if name not in _TAGS:
        raise bad_request(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {at}')
    href = _HREF.search(token)
    return name, at, href.group(1) if href else ""


def _closed(token: str, is_open: list[tuple[str, int, str]], plain: str) -> list[Json]:
    name = token[2:-1].strip().lower()
    if not is_open or is_open[-1][0] != name:
        raise bad_request("can't parse entities: Unexpected end tag at byte offset " + str(units(plain)))
    _, start, href = is_open.pop()
    one: Json = {"type": _TAGS[name], "offset": start, "length": units(plain) - start}
    if name == "a":
        one["url"] = href
    return [one] if one["length"] else []
