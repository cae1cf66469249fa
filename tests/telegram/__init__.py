"""A strict stand-in for Telegram's Bot API, and its tests. It knows Telegram and nothing of the program under test."""
