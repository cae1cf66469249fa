from __future__ import annotations

from flask import Flask

from bot.db.database import Database
from bot.scripts.library import Library
from bot.services.staff.rights import Role
from tests.services.staff.people import account
from tests.web.visitor import Visitor


def test_an_author_begins_with_the_scripts_and_reads_each_word_for_word(
    app: Flask, database: Database, library: Library
) -> None:
    visitor = Visitor(app)
    visitor.sign_in(account(database, Role.AUTHOR))
    assert visitor.get("/").location == "/scripts/"
    listed = visitor.get("/scripts/").get_data(as_text=True)
    for script in library.scripts.values():
        assert f"/scripts/{script.id}" in listed
        page = visitor.get(f"/scripts/{script.id}")
        assert page.status_code == 200
        for step in script.steps:
            assert f"<code>{step.id}</code>" in page.get_data(as_text=True)


def test_a_script_that_there_is_not_is_not_found(app: Flask, database: Database) -> None:
    visitor = Visitor(app)
    visitor.sign_in(account(database, Role.AUTHOR))
    assert visitor.get("/scripts/nothing").status_code == 404
