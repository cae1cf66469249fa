"""Legal holds are laid with a reason and by somebody; that nothing is erased meanwhile is in test_erasure."""

from __future__ import annotations

import pytest

from bot.db.database import Database
from bot.services import erasure
from bot.services.care.faults import CareFault
from bot.services.care.legal_holds import has_hold, holds_on, lay_hold, lift_hold
from tests.services.care.ward import Ward
from tests.services.life import rows


def test_a_hold_keeps_reason_and_people_sealed(ward: Ward, database: Database) -> None:
    with database.transaction() as tx:
        hold = lay_hold(tx, ward.robin.id, ward.kim, " reason canary ")
        assert has_hold(tx, ward.robin.id)
    laid_at = ward.clock.moment
    ward.clock.move(hours=1)
    with database.transaction() as tx:
        lift_hold(tx, hold, ward.lee)
        assert not has_hold(tx, ward.robin.id)
        [found] = holds_on(tx, ward.robin.id)
    assert (found.id, found.reason, found.laid_by, found.laid_at) == (hold, "reason canary", ward.kim, laid_at)
    assert (found.lifted_by, found.lifted_at) == (ward.lee, ward.clock.moment)
    assert b"canary" not in rows(database, "legal_hold")[0]["reason"]


def test_a_hold_is_lifted_once(ward: Ward, database: Database) -> None:
    with database.transaction() as tx:
        hold = lay_hold(tx, ward.robin.id, ward.kim, "x")
        lift_hold(tx, hold, ward.lee)
        for wrong in (hold, "nothing"):
            with pytest.raises(CareFault, match="has been lifted"):
                lift_hold(tx, wrong, ward.kim)
        [found] = holds_on(tx, ward.robin.id)
        assert found.lifted_by == ward.lee


def test_no_hold_without_a_reason_or_on_nothing(ward: Ward, database: Database) -> None:
    with database.transaction() as tx:
        with pytest.raises(CareFault, match="The reason is empty"):
            lay_hold(tx, ward.robin.id, ward.kim, " ")
        erasure.erase(tx, ward.robin.id)
        for nobody in ("nobody", ward.robin.id):
            with pytest.raises(CareFault, match="nothing is kept"):
                lay_hold(tx, nobody, ward.kim, "x")
