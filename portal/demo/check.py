"""The check: what came of every file, read back from the database and through the web pages a user sees."""

import re
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils import translation
from django_tenants.utils import tenant_context

from codabox_sync.models import ReceivedFile
from codabox_sync.reasons import reason_text
from financial.models import StatementLine
from offices.models import Office
from portal.demo.cast import Person
from portal.demo.stage import PASSWORD, dossiers_for

if TYPE_CHECKING:
    from portal.demo.show import Show

FATES = {
    ReceivedFile.State.IMPORTED: "imported",
    ReceivedFile.State.DUPLICATE: "duplicate",
    ReceivedFile.State.QUARANTINED: "quarantined",
    ReceivedFile.State.GONE: "quarantined",
}
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Check:
    """Reads one run of the demo back."""

    def __init__(self, show: "Show") -> None:
        self._show = show
        self._offices = list(Office.objects.filter(name__in=[cast.name for cast in show.casts]).order_by("name"))

    def run(self) -> dict[str, Any]:
        """The JSON object of `make demo CHECK=1`; `ok` when every file has a fate and every page answers."""
        files, lines, statuses = [], 0, Counter[str]()
        for office in self._offices:
            with tenant_context(office), translation.override("en"):
                files += list(self._files(office))
                lines += StatementLine.objects.count()
                statuses.update(_by_status())
        complaints = [*self._missing(files), *self._pages()]
        for complaint in complaints:
            print(f"! {complaint}")
        return {
            "ok": not complaints,
            "offices": len(self._offices),
            "files": files,
            "skipped": [{"name": skipped.name, "reason": skipped.reason} for skipped in self._show.skipped],
            "lines": lines,
            "by_status": dict(statuses),
            "seconds": self._show.seconds,
        }

    def _files(self, office: Office) -> Iterator[dict[str, Any]]:
        received = {file.external_id: file for file in _received()}
        for owner, _client, entry in self._show.world.entries():
            file = received.get(entry.feed_index)
            if owner.name == office.name and file is not None:
                yield _file(entry.name, file)

    def _missing(self, files: list[dict[str, Any]]) -> Iterator[str]:
        offered = sum(1 for _ in self._show.world.entries())
        if len(files) != offered:
            yield f"{offered} files were offered, {len(files)} arrived"

    def _pages(self) -> Iterator[str]:
        """Signs in as everybody and opens the pages they work on."""
        for cast, office in ((c, o) for c in self._show.casts for o in self._offices if o.name == c.name):
            for person in cast.people:
                visitor = _Visitor(self._show.stack.web, f"{cast.subdomain}.localhost")
                yield from visitor.sign_in(person.email)
                yield from visitor.open(list(_paths(office, person)))


def _received() -> Iterator[ReceivedFile]:
    counted = ReceivedFile.objects.annotate(n=Count("statements", distinct=True))
    return counted.annotate(lines=Count("statements__lines")).iterator()


def _file(name: str, file: Any) -> dict[str, Any]:
    return {
        "name": name,
        "fate": FATES.get(file.state, "waiting"),
        "reason": reason_text(file.reason, file.reason_params),
        "statements": file.n,
        "lines": file.lines,
    }


def _by_status() -> Counter[str]:
    """Lines by *Vereffeningsstatus*; lines without one are `blank`."""
    counted = StatementLine.objects.values_list("status").annotate(n=Count("pk")).order_by()
    return Counter({status or "blank": n for status, n in counted})


def _paths(office: Office, person: Person) -> Iterator[str]:
    yield "/"
    with tenant_context(office):
        pks = list(dossiers_for(person).values_list("pk", flat=True))
    if person.role != "sme":
        yield from ("/dossiers/", "/monitoring/codabox/", "/office/codabox/")
    for pk in pks:
        yield from (f"/dossiers/{pk}/financial/", f"/dossiers/{pk}/mailbox/purchases/")
        yield f"/dossiers/{pk}/mailbox/sales/"
        if person.role != "sme":
            yield from (f"/dossiers/{pk}/codabox/", f"/dossiers/{pk}/settings/journals/")
            yield f"/dossiers/{pk}/statements/"


class _Visitor:
    """A browser without a screen: cookies, a form, pages."""

    def __init__(self, base: str, host: str) -> None:
        self._base, self._host = base, host
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def sign_in(self, email: str) -> Iterator[str]:
        form = self._get("/accounts/login/")[1]
        found = _CSRF.search(form)
        data = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": found[1] if found else ""}
        status, _page = self._get("/accounts/login/", urllib.parse.urlencode(data).encode())
        if status != 200:
            yield f"{email} could not sign in on {self._host}: {status}"

    def open(self, paths: list[str]) -> Iterator[str]:
        for path in paths:
            status, page = self._get(path)
            if status != 200 or "<h1" not in page:
                yield f"{self._host}{path} answered {status}"

    def _get(self, path: str, data: bytes | None = None) -> tuple[int, str]:
        headers = {"Host": self._host, "Referer": f"http://{self._host}/"}
        request = urllib.request.Request(self._base + path, data=data, headers=headers)  # noqa: S310 - our own server
        try:
            with self._opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""
