"""Copies Rasa's training examples cheaply.

Reading training data, Rasa merges it a dozen times. Each merge copies every example with the generic deepcopy and works
out its fingerprint anew; with 18,000 examples that is a third of the time to train.
"""

from __future__ import annotations

import copy
from typing import Any

from rasa.shared.nlu.training_data.message import Message


def install() -> None:
    """Give Message its own copy, and let it keep its fingerprint when nothing changes."""
    plain_set = Message.set

    def set_unless_same(self: Any, prop: str, info: Any, add_to_output: bool = False) -> None:
        known = prop in self.output_properties or not add_to_output
        if known and isinstance(info, str) and self.data.get(prop) == info:
            return
        plain_set(self, prop, info, add_to_output)

    Message.__deepcopy__ = _copied
    Message.set = set_unless_same


def _copied(message: Any, memo: dict[int, Any]) -> Any:
    """The same as the generic deepcopy, of what a message is made of."""
    twin = Message.__new__(type(message))
    twin.time = message.time
    twin.data = {key: _value(value, memo) for key, value in message.data.items()}
    twin.features = copy.deepcopy(message.features, memo) if message.features else []
    twin.output_properties = set(message.output_properties)
    twin._cached_fingerprint = message._cached_fingerprint
    return twin


def _value(value: Any, memo: dict[int, Any]) -> Any:
    return value if isinstance(value, (str, int, float, type(None))) else copy.deepcopy(value, memo)
