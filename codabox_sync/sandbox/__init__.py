"""A CodaBox of our own: a small HTTP server that speaks both APIs strictly, for tests, demo and development.

It needs no Django, no database and no network. `model` is what CodaBox knows, `folder` makes one from files, `state` is
what has happened to it. `classic` is the API v2; `connect` is CodaBox Connect, with `search`, `signing` and the `pages`
of MyCodaBox on which an office consents. `control` has the doors for tests and demo, `scenario` and `mischief` the
faults, `wire` HTTP/1.1; `server` is all of it together.
"""
