"""What came, without the keys of the address that it came from."""

from __future__ import annotations

from dataclasses import replace

from monitor.core.concealed import NOTE, Secrets
from monitor.core.feed import Cut, Failed, Fetched, FetchResult, NotModified, Refused

_Headers = tuple[tuple[str, str], ...]


def without_secrets(result: FetchResult, secrets: Secrets) -> FetchResult:
    """The same result as it may be kept and shown; it says so where something was blacked out in what came."""
    if not secrets:
        return result
    match result:
        case Fetched(body=body, headers=headers, redirects=redirects):
            kept, fields = secrets.out_of_bytes(body), _fields(headers, secrets)
            note = result.note if (kept, fields) == (body, headers) else "; ".join(filter(None, (result.note, NOTE)))
            return replace(
                result, url=secrets.out_of(result.url), headers=fields, body=kept, note=note,
                request_headers=_fields(result.request_headers, secrets),
                redirects=tuple(secrets.out_of(one) for one in redirects),
            )  # fmt: skip
        case Refused(body=body, headers=headers):
            kept, fields = secrets.out_of_bytes(body), _fields(headers, secrets)
            detail = secrets.out_of(result.detail)
            detail = detail if (kept, fields) == (body, headers) else f"{detail}; {NOTE}"
            return replace(result, url=secrets.out_of(result.url), headers=fields, body=kept, detail=detail)
        case NotModified(headers=headers):
            return replace(result, url=secrets.out_of(result.url), headers=_fields(headers, secrets))
        case Failed(cut=cut):
            url, detail = secrets.out_of(result.url), secrets.out_of(result.detail)
            return replace(result, url=url, detail=detail, cut=None if cut is None else _cut(cut, secrets))


def _cut(cut: Cut, secrets: Secrets) -> Cut:
    return replace(cut, headers=_fields(cut.headers, secrets), start=secrets.out_of_bytes(cut.start))


def _fields(headers: _Headers, secrets: Secrets) -> _Headers:
    return tuple([(name, secrets.out_of(value)) for name, value in headers])
