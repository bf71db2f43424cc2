"""CodaBox's classic "delivery" API, version 2: a token becomes credentials, a pod client lists feeds, feeds list documents.

Base URLs: https://sandbox-api.codabox.com/v2/ and https://api.codabox.com/v2/. Every path ends in a slash, downloads too.
All methods raise `codabox_sync.errors.CodaboxError`.
"""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import httpx

from codabox_sync.answers import Client, Credentials, Feed, Json, Node, PodClient
from codabox_sync.errors import AccessRefused, CredentialsRefused, Gone, SoftwareRefused, TokenUnknown, TooManyPages
from codabox_sync.http import Call, HttpSession, Limits
