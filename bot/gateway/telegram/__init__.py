"""Participants on Telegram: how updates come in and how bubbles go out."""
