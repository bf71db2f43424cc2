"""CodaBox's classic "delivery" API, version 2.

A token becomes credentials, a pod client lists feeds, a feed lists documents. Base URLs:
https://sandbox-api.codabox.com/v2/ and https://api.codabox.com/v2/. Every path ends in a slash, downloads too.
Every method raises `codabox_sync.errors.CodaboxError` when it cannot do what its name says.
"""

import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from codabox_sync.answers import Client, Credentials, Feed, Node, PodClient
from codabox_sync.calls import Call, Limits
from codabox_sync.errors import AccessRefused, CredentialsRefused, Gone, SoftwareRefused, TokenUnknown, TooManyPages
from codabox_sync.http import HttpSession, Transport
from codabox_sync.pace import Pace


class ClassicClient:
    """Calls on behalf of one office. Thread safe; close it, or use it in a `with`.

    `software_company` is the key of our software house, sent with every call. `credentials` may be absent for the token
    exchange only. `office` is a name for the log.
    """

    def __init__(
        self,
        base_url: str,
        software_company: str,
        credentials: Credentials | None = None,
        *,
        office: str = "",
        limits: Limits | None = None,
        pace: Pace | None = None,
        transport: Transport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._session = HttpSession(
            base_url,
            headers={"X-Software-Company": software_company},
            basic=(credentials.username, credentials.password) if credentials else None,
            office=office,
            limits=limits,
            pace=pace,
            transport=transport,
            sleep=sleep,
        )

    def __repr__(self) -> str:
        return f"<ClassicClient {self._session!r}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def exchange_token(self, token: str) -> Credentials:
        """The credentials behind a token that CodaBox mailed to the office. Works once per token, so is never retried.

        Raises TokenUnknown for a token that is unknown, replaced or used; SoftwareRefused when our own key is at fault.
        """
        call = Call("GET", "get-credentials/{token}/", {"token": token.strip()}, single_use=True)
        if token.strip() in {"", ".", ".."}:
            raise TokenUnknown(call=call.place)
        try:
            return Credentials.read(self._get(call))
        except Gone as fault:
            raise TokenUnknown(**fault.params) from None
        except (CredentialsRefused, AccessRefused) as fault:
            raise SoftwareRefused(**fault.params) from None

    def pod_client(self) -> PodClient:
        """The mailbox of these credentials: its clients, each with the number of its feed."""
        return PodClient.read(self._get(Call("GET", "delivery/pod-client/")))

    def feed(self, feed_id: int) -> Feed:
        """What is on offer to one client and not acknowledged yet."""
        return Feed.read(self._get(Call("GET", "delivery/feed/{feed_id}/", {"feed_id": feed_id})))

    def redownload_feed(self, feed_id: int) -> Feed:
        """What the office asked to be delivered again, and is not acknowledged yet."""
        return Feed.read(self._get(Call("GET", "delivery/redownload-feed/{feed_id}/", {"feed_id": feed_id})))

    def download(self, feed_index: str, format: str, *, redelivered: bool = False) -> bytes:
        """The document in one of its formats ("cod", "pdf", "xml"), byte for byte. Raises Gone when not on offer."""
        template = f"delivery/{'redownload' if redelivered else 'download'}/{{feed_index}}/{{format}}/"
        return self._session.get_bytes(Call("GET", template, {"feed_index": feed_index, "format": format}))

    def acknowledge(self, feed_id: int, feed_index: str, *, redelivered: bool = False) -> None:
        """Tell CodaBox that this entry, and whatever stands before it in the feed, is safely stored with us."""
        template = f"delivery/{'redownload-feed' if redelivered else 'feed'}/{{feed_id}}/"
        self._session.put_json(Call("PUT", template, {"feed_id": feed_id}), {"id": feed_id, "feed_offset": feed_index})

    def client(self, client_id: str) -> Client:
        """One client with its enterprise number and bank accounts."""
        return Client.read(self._get(Call("GET", "clients/{client_id}/", {"client_id": client_id})))

    def clients(self) -> tuple[Client, ...]:
        """All clients of the office, from a plain list or from pages. Raises TooManyPages rather than leave one out."""
        return tuple(Client.read(item) for page in self._pages(Call("GET", "clients/")) for item in page.items())

    def _get(self, call: Call) -> Node:
        return Node(self._session.get_json(call), call.place)

    def _pages(self, call: Call) -> Iterator[Node]:
        """The lists of items of a bare list or of `{"results": […], "next": URL}` pages."""
        page = self._get(call)
        for _number in range(self._session.limits.pages):
            if isinstance(page.value, list):
                yield page
                return
            yield page["results"]
            if page["next"].value is None:
                return
            page = Node(self._session.get_json(call, page["next"].text()), call.place)
        raise TooManyPages(call=call.place, limit=self._session.limits.pages)
