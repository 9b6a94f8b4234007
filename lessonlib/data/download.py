"""One file over HTTP: resumed where it stopped, verified, and only then given its name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import requests
import urllib3
from tqdm.auto import tqdm

from lessonlib import __version__
from lessonlib.data.errors import BrokenOffError, DamagedFileError, DownloadError, MirrorError, StorageError

_ATTEMPTS = 10
_CHUNK = 1 << 14  # bytes; the most that a dropped connection can lose
_NETWORK_ERRORS = (requests.RequestException, urllib3.exceptions.HTTPError)


def download(
    urls: Sequence[str], target: Path, check: Callable[[Path], object], max_bytes: int, timeout: float = 20.0
) -> None:
    """Fetch a file from the first of `urls` that provides the right one.

    check: raises DamagedFileError when the file at a path is not the right one.
    max_bytes: the most bytes that are accepted from a mirror.
    timeout: seconds without a response after which a mirror is given up.

    `target` appears only when its content has been verified. A part that arrived is kept beside it as ``*.part``,
    and the next call continues it.

    Raises DownloadError when no mirror provides the file, StorageError when the disk is full or may not be written
    to.
    """
    reasons = {}
    for url in urls:
        part = part_file(target, url)
        try:
            _fetch(url, part, check, max_bytes, timeout)
            part.replace(target)
        except MirrorError as error:
            reasons[url] = str(error)
        except DamagedFileError as error:
            reasons[url] = f"sent another file: {error.reason}"
        except OSError as error:
            raise StorageError(target.parent, error) from error
        else:
            for other in target.parent.glob(f"{target.name}.*.part"):
                other.unlink()
            return
    raise DownloadError(target, reasons)


def part_file(target: Path, url: str) -> Path:
    """Where the part from one address waits for the rest: different mirrors may use different compressions."""
    return target.with_name(f"{target.name}.{hashlib.sha256(url.encode()).hexdigest()[:8]}.part")


def _fetch(url: str, part: Path, check: Callable[[Path], object], max_bytes: int, timeout: float) -> None:
    """Bring the right file to `part`, in several attempts as long as each one makes progress."""
    for attempts_left in reversed(range(_ATTEMPTS)):
        before = _size(part)
        try:
            _receive(url, part, max_bytes, timeout)
            check(part)
            return
        except BrokenOffError:
            if _size(part) <= before or not attempts_left:
                raise
        except DamagedFileError:
            part.unlink()
            # The file may have changed on the server since its first part came: take it from the start, once.
            if not before or not attempts_left:
                raise


def _receive(url: str, part: Path, max_bytes: int, timeout: float) -> None:
    """Add to `part` what is missing, or write it anew when the server cannot resume."""
    have = _size(part)
    headers = {"Accept-Encoding": "identity", "User-Agent": f"lessonlib/{__version__}"}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        with (
            _session(url) as session,
            session.get(url, headers=headers, stream=True, timeout=timeout) as response,
        ):
            if have and _cannot_go_on(response, have):
                part.unlink()
            elif response.status_code in (200, 206):
                _write(response, part, max_bytes)
                return
            else:
                raise MirrorError(f"HTTP {response.status_code} {response.reason}")
    except _NETWORK_ERRORS as error:
        raise _explained(error, timeout) from error
    _receive(url, part, max_bytes, timeout)


def _session(url: str) -> requests.Session:
    session = requests.Session()
    if not url.startswith("http://"):
        del session.adapters["http://"]  # so that no redirect leaves https
    return session


def _cannot_go_on(response: requests.Response, have: int) -> bool:
    """True when the answer to a request for the rest neither starts at byte `have` nor is the whole file."""
    starts_there = re.match(rf"bytes {have}-", response.headers.get("Content-Range", ""))
    return response.status_code == 416 or (response.status_code == 206 and not starts_there)


def _write(response: requests.Response, part: Path, max_bytes: int) -> None:
    start = _size(part) if response.status_code == 206 else 0
    coming = response.raw.length_remaining
    total = None if coming is None else start + coming
    _limit(part, total or 0, max_bytes)
    bar = tqdm(
        total=total, initial=start, unit="B", unit_scale=True, desc=part.name.rsplit(".", 2)[0], leave=False
    )
    with bar, part.open("ab" if start else "wb") as file:
        # Raw: whatever the server calls the encoding of a .gz file, its bytes are what we want.
        for chunk in response.raw.stream(_CHUNK, decode_content=False):
            file.write(chunk)
            bar.update(len(chunk))
            _limit(part, file.tell(), max_bytes)


def _limit(part: Path, size: int, max_bytes: int) -> None:
    if size > max_bytes:
        part.unlink(missing_ok=True)
        raise MirrorError(f"sends {size:,} bytes or more, but the file has at most {max_bytes:,}")


def _explained(error: Exception, timeout: float) -> MirrorError:
    cause = _first_cause(error)
    why = getattr(cause, "strerror", None) or str(cause)
    if isinstance(error, requests.Timeout | urllib3.exceptions.ReadTimeoutError):
        return BrokenOffError(f"no answer within {timeout:g} seconds")
    if isinstance(cause, urllib3.exceptions.IncompleteRead):
        return BrokenOffError(f"the connection ended {cause.expected:,} bytes before the end of the file")
    if isinstance(error, urllib3.exceptions.HTTPError):
        return BrokenOffError(f"the connection broke ({why})")
    if isinstance(error, requests.exceptions.InvalidSchema):
        return MirrorError(f"not an https address, or it redirects to one that is not ({error})")
    if isinstance(error, requests.ConnectionError):
        return MirrorError(f"no connection ({why})")
    return MirrorError(str(error))


def _first_cause(error: BaseException) -> BaseException:
    while cause := error.__cause__ or error.__context__:
        error = cause
    return error


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
