"""What a script is made of. The shape of the YAML is in ``docs/writing-scripts.md``; ``loader`` reads it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import Enum
from typing import Annotated, Literal

from pydantic import BaseModel, Extra, Field, validator

from bot.scripts.words import Words

END = "end"

KINDS = {
    "exercises": "exercise",
    "check_ins": "check_in",
    "measures": "measure",
    "session_prep": "session_prep",
    "plans": "plan",
}
"""Folder under ``data/stories`` to kind of script."""
ASSIGNABLE = ("exercise", "check_in", "measure")
"""Kinds that a care team can assign."""


class Family(str, Enum):
    """The groups of the menu, in its order."""

    GROUNDING = "grounding"
    BREATHING = "breathing"
    RELAXATION = "relaxation"
    URGES = "urges"
    EMOTIONS = "emotions"
    THOUGHTS = "thoughts"
    KINDNESS = "kindness"
    CHECK_IN = "check_in"
    MEASURES = "measures"
    SESSION_PREP = "session_prep"
    PLANS = "plans"


class Need(str, Enum):
    """What a participant may need help with; exercises name the needs they suit."""

    PANIC = "panic"
    ANXIETY = "anxiety"
    RACING_THOUGHTS = "racing_thoughts"
    LOW_MOOD = "low_mood"
    ANGER = "anger"
    URGE = "urge"
    NUMBNESS = "numbness"
    TENSION = "tension"
    SHAME = "shame"
    OVERWHELM = "overwhelm"


class Caution(str, Enum):
    """What a participant's care team has noted, and a script may not be for: see ``cautions`` of a script."""

    CARDIAC = "cardiac"
    EATING_DISORDER = "eating_disorder"
    DISSOCIATION = "dissociation"
    BREATH = "breath"


LogAs = Literal["distress_before", "distress_after", "trigger", "helped", "need", "note", "sharing"]


class Part(BaseModel):
    """Base of all parts: read once, never changed, no unknown keys."""

    class Config:
        allow_mutation = False
        frozen = True
        extra = Extra.forbid
        json_encoders = {Words: Words.as_data}  # noqa: RUF012  (pydantic 1 reads a plain attribute)


class Jump(Part):
    """Where to go on. ``condition`` is None for ``else`` and for a plain ``next: step``."""

    condition: str | None = None
    to: str


class Option(Part):
    value: str = Field(regex=r"^[a-z0-9_]+$")
    label: Words


class Phase(Part):
    show: Words
    seconds: int = Field(ge=1, le=300)


class _Step(Part):
    id: str = Field(regex=r"^[a-z][a-z0-9_]*$")
    next: tuple[Jump, ...] = ()
    log_as: LogAs | None = None


class Say(_Step):
    kind: Literal["say"] = "say"
    texts: tuple[Words, ...]


class Ask(_Step):
    """``heading``: what stands above the answer where it is shown again, in a plan."""

    kind: Literal["ask"] = "ask"
    question: Words
    heading: Words | None = None


class Choose(_Step):
    """``page_if``: staff are paged at once when this holds of the answer."""

    kind: Literal["choose"] = "choose"
    question: Words
    options: list[Option] = Field(min_items=1, max_items=12)
    page_if: str | None = None


class Scale(_Step):
    """``page_if``: as of ``Choose``."""

    kind: Literal["scale"] = "scale"
    question: Words
    lowest: int = Field(0, ge=0)
    highest: int = Field(10, le=100)
    low: Words | None = None
    high: Words | None = None
    page_if: str | None = None

    @validator("highest")
    def _above(cls, highest: int, values: dict[str, int]) -> int:
        if highest <= values.get("lowest", 0):
            raise ValueError("is not above `from`")
        return highest


class Pace(_Step):
    """Timed work: ``rounds`` times the ``phases``; lengths in seconds."""

    kind: Literal["pace"] = "pace"
    rounds: int = Field(ge=1, le=60)
    phases: list[Phase] = Field(min_items=1)

    @property
    def seconds(self) -> int:
        return self.rounds * sum(phase.seconds for phase in self.phases)


Step = Annotated[Say | Ask | Choose | Scale | Pace, Field(discriminator="kind")]
Asking = Ask | Choose | Scale | Pace
"""Steps that wait: for an answer, or for their time to pass."""


class Review(Part):
    by: str = Field(min_length=1)
    on: date
    next: date


class Script(Part):
    """One script, its frame included. ``version`` names exactly these words and steps.

    ``only_assigned``: it is there for those only to whom the care team has assigned it. ``again_after_days``: who has
    finished it is not asked again before.
    """

    id: str
    kind: str
    name: Words
    description: Words
    family: Family
    approach: str
    minutes: int = Field(ge=1, le=60)
    helps_with: tuple[Need, ...] = ()
    avoid_when: Words | None = None
    cautions: tuple[Caution, ...] = ()
    only_assigned: bool = False
    again_after_days: int | None = Field(None, ge=1, le=366)
    review: Review
    ask_phrases: list[str] = Field(min_items=5)
    steps: list[Step]
    """At least one. The loader sees to that: `min_items` here would make pydantic forget which kind a step is."""
    closing: Words
    version: str = ""

    @property
    def counting(self) -> list[Choose | Scale]:
        """The questions that a measure's score can be made of, in order."""
        return [step for step in self.steps if isinstance(step, Choose | Scale) and step.log_as is None]

    def suits(self, cautions: Collection[str]) -> bool:
        """Whether it may be practised by somebody with these cautions."""
        return not any(one.value in cautions for one in self.cautions)

    def step(self, step_id: str) -> Say | Ask | Choose | Scale | Pace:
        """The step with this id. Raises KeyError when there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def after(self, step_id: str) -> str:
        """The id of the step written below this one, or ``end``."""
        ids = [step.id for step in self.steps]
        below = ids.index(step_id) + 1
        return ids[below] if below < len(ids) else END
