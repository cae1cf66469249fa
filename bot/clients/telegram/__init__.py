"""Telegram's Bot API, by python-telegram-bot: what it is asked, and what it says came in."""
