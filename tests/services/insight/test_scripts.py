from __future__ import annotations

from bot.db import runs
from bot.db.database import Database
from bot.scripts.library import Library
from bot.scripts.schema import Script
from bot.services.insight import Title, catalogue


def changed(script: Script, **fields: object) -> Script:
    return Script.parse_obj({**script.dict(), **fields})


def test_every_script_of_the_library_has_its_title(database: Database, library: Library) -> None:
    with database.reading() as tx:
        known = catalogue(tx, library)
    assert known.title("five_senses") == Title("five_senses", "Five senses", "exercise")
    assert known.of_kind("check_in") == ["mood_check_in"]
    assert len(known.titles()) == len(library.scripts)
    assert [one.title for one in known.titles()] == sorted(
        (script.name.to("en") for script in library.scripts.values()), key=str.casefold
    )


def test_a_title_is_in_the_language_asked_for(database: Database, library: Library) -> None:
    with database.reading() as tx:
        assert catalogue(tx, library, "es").title("safety_plan").title == "Escribir un plan de seguridad"
        assert catalogue(tx, library, "es").title("five_senses").title == "Five senses"
        assert catalogue(tx, library).named("un PLAN de") == ["safety_plan"]


def test_a_script_that_is_gone_is_known_by_its_newest_version(database: Database, library: Library) -> None:
    with database.transaction() as tx:
        for name in ("First name", "Second name"):
            script = changed(library.scripts["five_senses"], id="gone", name=name, version=name[:5])
            runs.keep_version(tx, script.id, script.version, script.json())
        known = catalogue(tx, library)
    assert known.title("gone") == Title("gone", "Second name", "exercise")
    assert known.named("second") == ["gone"]


def test_an_id_that_nothing_is_known_of_is_its_own_title(database: Database, library: Library) -> None:
    with database.reading() as tx:
        known = catalogue(tx, library)
    assert known.title("never") == Title("never", "never", "")
    assert known.trigger("some_thing") == "some thing"
