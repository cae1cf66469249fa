"""Three weeks of a plausible caseload of invented people: for demonstrations, tests, screenshots and benchmarks."""

from bot.services.demo.content import Content, open_content
from bot.services.demo.making import Demo, Wanted, make
from bot.services.demo.people import CAST, CHANNEL, Person
from bot.services.demo.refusing import HoldsDemo, HoldsPeople
from bot.services.demo.removing import remove
from bot.services.demo.staff import SignIn, known_staff, set_up_staff, staff_links

__all__ = [
    "CAST",
    "CHANNEL",
    "Content",
    "Demo",
    "HoldsDemo",
    "HoldsPeople",
    "Person",
    "SignIn",
    "Wanted",
    "known_staff",
    "make",
    "open_content",
    "remove",
    "set_up_staff",
    "staff_links",
]
