"""What the office sees in MyCodaBox when it is asked for its consent: allow, deny, and later withdraw."""

from html import escape
from urllib.parse import parse_qsl

from codabox_sync.sandbox.connect import CONSENT_PAGES
from codabox_sync.sandbox.state import Consent, State
from codabox_sync.sandbox.wire import Request, Response

DECISIONS = {
    "unconfirmed": (("confirmed", "Allow"), ("denied", "Deny")),
    "confirmed": (("cancelled", "Withdraw"),),
    "denied": (("confirmed", "Allow after all"),),
    "cancelled": (("confirmed", "Allow again"),),
}
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>MyCodaBox (sandbox)</title>
<meta name="viewport" content="width=device-width">
<style>body{{font:16px/1.5 system-ui;max-width:32rem;margin:3rem auto;padding:0 1rem}}
button{{font:inherit;padding:.5rem 1rem;margin-right:.5rem}}</style></head>
<body><p>MyCodaBox (sandbox)</p><h1>{office}</h1>
<p>May this software read the documents of your clients? Status: <strong>{status}</strong>.</p>
<form method="post">{buttons}</form></body></html>"""


def answer(state: State, request: Request) -> Response:
    """The page of one consent, or where it leads once the office has spoken."""
    consent = state.consents.get(request.path.removeprefix(CONSENT_PAGES))
    if consent is None:
        return Response(404, b"There is no such consent.", {"Content-Type": "text/plain"})
    if request.method == "POST":
        return _decided(state, consent, dict(parse_qsl(request.body.decode("latin-1"))).get("status", ""))
    return _page(consent)


def _decided(state: State, consent: Consent, status: str) -> Response:
    if status not in dict(DECISIONS[consent.status]):
        return Response(400, b"That cannot be decided now.", {"Content-Type": "text/plain"})
    state.decide(consent.id, status)
    if consent.redirect_uri and status != "cancelled":
        return Response(303, headers={"Location": consent.redirect_uri})
    return _page(consent)


def _page(consent: Consent) -> Response:
    buttons = "".join(
        f'<button name="status" value="{status}">{label}</button>' for status, label in DECISIONS[consent.status]
    )
    text = PAGE.format(office=escape(consent.office.name), status=consent.status, buttons=buttons)
    return Response(200, text.encode(), {"Content-Type": "text/html; charset=utf-8"})
