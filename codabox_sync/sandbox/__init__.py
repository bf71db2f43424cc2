"""A CodaBox of our own: a small HTTP server that speaks the classic API v2 strictly, for tests, demo and development.

It needs no Django, no database and no network. `model` is what CodaBox knows, `folder` makes one from files, `state` is
what has happened to it, `classic` the API, `control` the doors for tests and demo, `scenario` the faults, `wire` is
HTTP/1.1, `server` all of it together.
"""
