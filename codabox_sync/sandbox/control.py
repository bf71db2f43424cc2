"""The doors of the sandbox for tests and demo, under `/_sandbox/`: look, add, ask again, change the faults."""

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from codabox_sync.sandbox.peek import peek_coda
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.wire import Request, Response, detail, json_response

if TYPE_CHECKING:
    from codabox_sync.sandbox.server import Sandbox

PREFIX = "/_sandbox/"


class Control:
    """Answers requests under `/_sandbox/`. Nobody has to sign in: a sandbox holds nothing real."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox
        self._routes: dict[tuple[str, str], Callable[[Request], Any]] = {
            ("GET", "health"): lambda request: {"ok": True},
            ("GET", "world"): self._world,
            ("GET", "ledger"): self._ledger,
            ("GET", "complaints"): lambda request: dict(self._sandbox.state.complaints),
            ("GET", "scenario"): lambda request: {"rules": self._sandbox.scenario.report()},
            ("POST", "scenario"): self._set_scenario,
            ("POST", "entries"): self._add,
            ("POST", "redeliver"): self._redeliver,
            ("POST", "token"): self._token,
            ("POST", "consent"): self._consent,
            ("POST", "forget-tokens"): self._forget_tokens,
        }

    def answer(self, request: Request) -> Response:
        """The answer to a request whose path starts with the prefix."""
        act = self._routes.get((request.method, request.path.removeprefix(PREFIX).rstrip("/")))
        if act is None:
            return detail(404, "Not found.")
        try:
            return json_response(act(request))
        except (KeyError, TypeError, ValueError) as error:
            return detail(400, f"{type(error).__name__}: {error}")

    def _world(self, request: Request) -> dict[str, Any]:
        return {
            "software_company": self._sandbox.state.world.software_company,
            "offices": [
                {
                    "name": office.name,
                    "token": office.token,
                    "username": office.username,
                    "enterprise_number": office.enterprise_number,
                    "connect_id": office.connect_id,
                    "clients": [
                        {"feed_id": client.feed_id, "name": client.name, "enterprise_number": client.enterprise_number}
                        for client in office.clients
                    ],
                }
                for office in self._sandbox.state.world.offices
            ],
        }

    def _ledger(self, request: Request) -> dict[str, Any]:
        return {"entries": list(self._sandbox.state.ledger(request.query.get("office")))}

    def _set_scenario(self, request: Request) -> dict[str, Any]:
        self._sandbox.play(Scenario.parse(request.json()))
        return {"rules": len(self._sandbox.scenario.rules)}

    def _add(self, request: Request) -> dict[str, Any]:
        body = request.json()
        entries = [_described(entry) for entry in body["entries"]]
        return {"feed_indexes": [self._sandbox.state.add(body["feed_id"], entry) for entry in entries]}

    def _redeliver(self, request: Request) -> dict[str, Any]:
        indexes = request.json()["feed_indexes"]
        self._sandbox.state.redeliver(indexes)
        return {"redelivered": len(indexes)}

    def _token(self, request: Request) -> dict[str, Any]:
        token = str(uuid4())
        self._sandbox.state.make_token(self._sandbox.state.world.office(request.json()["office"]), token)
        return {"token": token}

    def _consent(self, request: Request) -> dict[str, Any]:
        """What the office says to its newest consent, as it would in MyCodaBox."""
        body, state = request.json(), self._sandbox.state
        office = state.world.office(body["office"])
        newest = [consent for consent in state.consents.values() if consent.office is office][-1:]
        return {"decided": [state.decide(consent.id, body["status"]).id for consent in newest]}

    def _forget_tokens(self, request: Request) -> dict[str, Any]:
        self._sandbox.connect.forget_tokens()
        return {"ok": True}


def _described(entry: dict[str, Any]) -> dict[str, Any]:
    """The document to add; a CODA file without metadata gets what its content shows."""
    if entry.get("metadata") is not None or entry["document_model"] != "coda":
        return entry
    return {**entry, "metadata": peek_coda(base64.b64decode(entry["contents"]["cod"])).metadata}
