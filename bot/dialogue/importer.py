"""Makes the scripts known to Rasa: their names and ask-phrases become examples of the intent ``practise``."""

from __future__ import annotations

from collections.abc import Iterable

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot.dialogue.content import scripts_of_project
from bot.dialogue.routes import PRACTISE
from bot.scripts.schema import Script


class ScriptImporter(RasaFileImporter):  # type: ignore[misc]
    """Rasa's own file importer, and the scripts besides. Raises ContentError when a script is broken."""

    @cached_method  # type: ignore[untyped-decorator]
    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Asked for several times while training."""
        data: TrainingData = super().get_nlu_data(language)
        for script in scripts_of_project().scripts.values():
            data.training_examples += examples(script)
        return data


def examples(script: Script) -> Iterable[Message]:
    """One example for each way to ask for a script. Which script it is stands in the metadata, as in needs.yml."""
    for text in dict.fromkeys([*script.name.as_data().values(), *script.ask_phrases]):
        message = Message.build(text=text, intent=PRACTISE)
        message.set("metadata", {"intent": {"script": script.id}})
        yield message
