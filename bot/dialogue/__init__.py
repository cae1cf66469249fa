"""Everything that Rasa loads into itself. The only room that imports rasa.

Importing it makes Rasa call the action server our way (``action_calls``), find its event classes at once
(``event_types``) and copy its training examples cheaply (``training_messages``). ``config.yml`` and ``endpoints.yml``
name classes of this room, so that every rasa command in the project's folder imports it.
"""

from bot.dialogue import action_calls, event_types, training_messages
from bot.settings import turn_telemetry_off

turn_telemetry_off()
action_calls.install()
event_types.install()
training_messages.install()
