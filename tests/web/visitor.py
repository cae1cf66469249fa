"""A browser without pictures: keeps cookies, fills in forms, sends their token."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.services.staff.people import PASSWORD, Account

ADDRESS = "https://localhost"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Visitor:
    app: Flask
    client: FlaskClient = field(init=False)
    token: str = ""

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, **more: Any) -> TestResponse:
        return self._keep(self.client.get(path, base_url=ADDRESS, **more))

    def post(self, path: str, **fields: Any) -> TestResponse:
        """With the token of the page that was seen last."""
        data = {"csrf_token": self.token, **fields}
        return self._keep(self.client.post(path, base_url=ADDRESS, data=data, headers={"Referer": ADDRESS + path}))

    def send(self, path: str, page: str, **fields: Any) -> TestResponse:
        """Look at ``page``, then post to ``path``."""
        self.get(page)
        return self.post(path, **fields)

    def sign_in(self, one: Account, password: str = PASSWORD, code: str | None = None, next: str = "") -> TestResponse:
        self.get(f"/sign-in?next={next}")
        given = {"email": one.row.email, "password": password, "code": one.code if code is None else code}
        return self.post("/sign-in", **given, next=next)

    def cookie(self) -> str | None:
        found = self.client.get_cookie("__Host-interlude", domain="localhost")
        return found.value if found else None

    def _keep(self, answer: TestResponse) -> TestResponse:
        found = _TOKEN.search(answer.get_data(as_text=True)) if answer.mimetype == "text/html" else None
        if found:
            self.token = unescape(found[1])
        return answer
