"""Makes known to Rasa what stands elsewhere: scripts become examples of ``practise``, safety texts responses."""

from __future__ import annotations

from collections.abc import Iterable

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot.dialogue.content import scripts_of_project, texts_of_project
from bot.dialogue.routes import PRACTISE
from bot.dialogue.safety_responses import responses
from bot.scripts.schema import Script


class ScriptImporter(RasaFileImporter):  # type: ignore[misc]
    """Rasa's own file importer, scripts and safety texts besides. Raises ContentError when one of them is broken."""

    @cached_method  # type: ignore[untyped-decorator]
    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Asked for several times while training."""
        data: TrainingData = super().get_nlu_data(language)
        for script in scripts_of_project().scripts.values():
            data.training_examples += examples(script)
        return data

    @cached_method  # type: ignore[untyped-decorator]
    def get_domain(self) -> Domain:
        """The crisis replies are responses of this domain."""
        domain: Domain = super().get_domain()
        return domain.merge(Domain.from_dict({"responses": responses(texts_of_project())}))


def examples(script: Script) -> Iterable[Message]:
    """One example for each way to ask for a script. Which script it is stands in the metadata, as in needs.yml."""
    for text in dict.fromkeys([*script.name.as_data().values(), *script.ask_phrases]):
        message = Message.build(text=text, intent=PRACTISE)
        message.set("metadata", {"intent": {"script": script.id}})
        yield message
