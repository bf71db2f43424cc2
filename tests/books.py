"""An accounting package as the tests play it: it sends lists over the REST API with a token."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Books:
    """Calls of one package. A `path` is given below `/api/v1/`."""

    client: Client
    token: str

    def put(self, path: str, rows: Any) -> HttpResponse:
        return self.client.put(
            f"/api/v1/{path}", json.dumps(rows), content_type="application/json", headers=self._headers()
        )

    def get(self, path: str) -> HttpResponse:
        return self.client.get(f"/api/v1/{path}", headers=self._headers())

    def post(self, path: str) -> HttpResponse:
        return self.client.post(f"/api/v1/{path}", headers=self._headers())

    def refusal(self, path: str, rows: Any) -> Any:
        """Sends the rows, expects status 400 and returns what the answer says."""
        response = self.put(path, rows)
        assert response.status_code == 400, response.content
        return json.loads(response.content)

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", "host": "janssens.localhost"}


def outcome(response: HttpResponse) -> tuple[int, int]:
    """How many rows were created and updated."""
    assert response.status_code == 200, response.content
    answer = json.loads(response.content)
    return answer["created"], answer["updated"]
