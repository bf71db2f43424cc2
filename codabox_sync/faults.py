"""What an answer outside 2xx and 3xx means: CodaBox's own words and code, and the error that fits its status.

Bodies of four kinds are read: Django REST framework (`detail` or errors per field), JSON:API (`errors[]`), OAuth 2
(`error`, `error_description`) and plain text. Of a web page nothing is kept.
"""

import json
from dataclasses import dataclass
from typing import cast

from codabox_sync import errors
from codabox_sync.answers import Json, JsonObject


@dataclass(frozen=True, slots=True)
class Complaint:
    """What an error body says. `code` is CodaBox's own ("notFound", "invalid_client"), "" when it gives none."""

    words: str = ""
    code: str = ""


REFUSALS: dict[int, type[errors.PermanentFailure]] = {
    401: errors.CredentialsRefused,
    403: errors.AccessRefused,
    404: errors.Gone,
    410: errors.Gone,
}


def fault_of(place: str, status: int, complaint: Complaint, retry_after: float | None) -> errors.CodaboxError:
    """The error that a status outside 2xx and 3xx means. `params["reason"]` is CodaBox's own code, if any."""
    params: dict[str, errors.Param] = {"call": place, "status": status, "detail": complaint.words}
    if complaint.code:
        params["reason"] = complaint.code
    if refusal := REFUSALS.get(status):
        return refusal(**params)
    if status == 429:
        return errors.RateLimited(**params, retry_after=retry_after)
    if status >= 500 or status in {408, 425}:
        return errors.ServerFault(**params, retry_after=retry_after)
    return errors.RequestRefused(**params)


def complaint_of(content: bytes, content_type: str) -> Complaint:
    """The words and the code of an error body.

    >>> complaint_of(b'{"detail": "Not found."}', "application/json")
    Complaint(words='Not found.', code='')
    >>> complaint_of(b'{"feed_offset": ["Unknown."]}', "application/json")
    Complaint(words='feed_offset: Unknown.', code='')
    >>> complaint_of(b'{"errors": [{"code": "notFound", "detail": "No files."}]}', "application/vnd.api+json")
    Complaint(words='No files.', code='notFound')
    >>> complaint_of(b'{"error": "invalid_client", "error_description": "Unknown."}', "application/json")
    Complaint(words='Unknown.', code='invalid_client')
    """
    if content_type.startswith("text/plain"):
        return Complaint(content.decode("utf-8", "replace").strip())
    try:
        body = cast(Json, json.loads(content))
    except (ValueError, RecursionError):
        return Complaint()
    return _of_object(body) if isinstance(body, dict) else Complaint(_words(body))


def _of_object(body: JsonObject) -> Complaint:
    match body:
        case {"errors": [*problems]}:
            return _json_api([problem for problem in problems if isinstance(problem, dict)])
        case {"error": str(code)}:
            return Complaint(_words(body.get("error_description")) or code, code)
        case {"detail": str(text)}:
            return Complaint(text)
    return Complaint("; ".join(f"{name}: {_words(value)}" for name, value in body.items()))


def _json_api(problems: list[JsonObject]) -> Complaint:
    """The words of every problem, each with the field it points at; the code of the first."""
    code = next((_words(problem["code"]) for problem in problems if problem.get("code")), "")
    return Complaint("; ".join(filter(None, map(_problem, problems))) or code, code)


def _problem(problem: JsonObject) -> str:
    source = problem.get("source")
    pointer = _words(source.get("pointer")) if isinstance(source, dict) else ""
    return f"{_words(problem.get('detail'))} {f'({pointer})' if pointer else ''}".strip()


def _words(value: Json) -> str:
    if value is None:
        return ""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
