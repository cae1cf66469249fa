"""What templates say times, names and codes with."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from jinja2 import StrictUndefined

from bot.web import times
from bot.web.access import staff
from bot.web.context import web


def register(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined  # a name that a page lacks is an error, and no empty place
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.template_filter("day")(lambda moment: times.day(moment, web().zone))
    app.template_filter("day_long")(lambda moment: times.day_long(moment, web().zone))
    app.template_filter("clock")(lambda moment: times.clock(moment, web().zone))
    app.template_filter("when")(lambda moment: times.day_and_clock(moment, web().zone))
    app.template_filter("ago")(times.ago)
    app.template_filter("iso")(_iso)
    app.template_filter("plain")(lambda code: str(code).replace("_", " "))
    app.context_processor(lambda: {"staff": staff, "brand": "interlude"})


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
