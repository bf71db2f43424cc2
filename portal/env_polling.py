"""How CodaBox is polled and what comes in is worked off: the part of the environment that is about us, not them."""

import environ

_env = environ.FileAwareEnv()

# Every how many rounds the feeds of documents that were asked for again are read; at once when somebody asked.
CODABOX_REDELIVERY_EVERY: int = _env.int("CODABOX_REDELIVERY_EVERY", default=6)
# Documents stored in one go, before the first of them is acknowledged.
CODABOX_STORE_BATCH: int = _env.int("CODABOX_STORE_BATCH", default=20)
# A document that lacks a wanted format is offered again, and looked at again, for so long before it is acknowledged.
CODABOX_GONE_SECONDS: int = _env.int("CODABOX_GONE_SECONDS", default=7200)
# A round of one office ends after this, and goes on in the next minute.
CODABOX_ROUND_SECONDS: int = _env.int("CODABOX_ROUND_SECONDS", default=1200)
# Between two checks by hand.
CODABOX_CHECK_NOW_SECONDS: int = _env.int("CODABOX_CHECK_NOW_SECONDS", default=30)
# After so many failed rounds in a row only one call is tried, once in so many seconds.
CODABOX_BREAKER_FAILURES: int = _env.int("CODABOX_BREAKER_FAILURES", default=5)
CODABOX_BREAKER_SECONDS: int = _env.int("CODABOX_BREAKER_SECONDS", default=3600)
# A worker that was killed gives its task back after this; every task is ended before it.
CELERY_VISIBILITY_SECONDS: int = _env.int("CELERY_VISIBILITY_SECONDS", default=1800)
