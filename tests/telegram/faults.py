"""Faults by plan: what goes wrong with which request, how often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.telegram.errors import Json

KINDS = ("hang", "hang_after", "cut", "cut_after", "garbage", "garbage_after")


@dataclass(frozen=True)
class Fault:
    """``does`` is a status, or one of ``KINDS``; with ``_after`` the request was carried out before it goes wrong.

    A hanging request is carried out when it has hung for ``seconds`` and the sender is still there.
    """

    does: int | str
    text: str = ""
    retry_after: int | None = None
    seconds: float = 0

    def __post_init__(self) -> None:
        if isinstance(self.does, str) and self.does not in KINDS:
            raise ValueError(f"a fault is a status or one of {', '.join(KINDS)}, not {self.does!r}")


@dataclass
class Plan:
    """A fault for the next ``times`` requests that fit; for all of them when None."""

    method: str
    chat: int | None
    times: int | None
    fault: Fault
    where: Callable[[Json], bool]
    met: int = 0

    @property
    def is_over(self) -> bool:
        return self.times is not None and self.met >= self.times

    def fits(self, method: str, parameters: Json) -> bool:
        return (
            not self.is_over
            and self.method.lower() in ("*", method.lower())
            and (self.chat is None or parameters.get("chat_id") == self.chat)
            and self.where(parameters)
        )


class Faults:
    """The plans, the oldest that fits first."""

    def __init__(self) -> None:
        self.plans: list[Plan] = []

    def next(self, method: str, parameters: Json) -> Fault | None:
        for plan in self.plans:
            if plan.fits(method, parameters):
                plan.met += 1
                return plan.fault
        return None
