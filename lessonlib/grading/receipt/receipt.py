"""A receipt: what was graded, with which release, what it earned, and the signature of the course's key."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from lessonlib.grading.errors import GradingError
from lessonlib.grading.receipt.key import CourseKey, PublicKey

VERSION = 1
_IN_A_PAGE = re.compile(r'<pre id="receipt"[^>]*>(.*?)</pre>', re.DOTALL)


@dataclass(frozen=True)
class Receipt:
    """`submission`: SHA-256 of the notebook's file as it was handed in; `release`: the digest of the tests and texts
    that learners got (Release.given_key). `points`: by question, what was earned and what was possible. `signed_at`:
    when, in UTC.
    """

    course: str
    student: str
    assignment: str
    notebook: str
    submission: str
    release: str
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    penalty: float = 0.0
    score: float = 0.0
    max_score: float = 0.0
    signed_at: str = ""

    def message(self) -> bytes:
        """What is signed: all of it, in one form."""
        return _canonical({"lessonlib_receipt": VERSION, **asdict(self)})


@dataclass(frozen=True)
class Signed:
    """A receipt with a signature and the public key that it says it is from; neither is checked yet."""

    receipt: Receipt
    key: PublicKey
    signature: str

    def is_genuine(self, key: PublicKey) -> bool:
        """Whether `key` has signed exactly this receipt."""
        return key.signed(self.receipt.message(), self.signature)

    def dumps(self) -> str:
        """As JSON, for a page or a file."""
        plain = {"lessonlib_receipt": VERSION, **asdict(self.receipt)}
        return json.dumps({**plain, "key": self.key.text, "signature": self.signature}, indent=1)


def sign(receipt: Receipt, key: CourseKey) -> Signed:
    return Signed(receipt, key.public, key.sign(receipt.message()))


def loads(text: str) -> Signed:
    """The receipt in a feedback page or in a file of its own. Raises GradingError when there is none."""
    in_a_page = _IN_A_PAGE.findall(text)
    try:
        plain: Any = json.loads(html.unescape(in_a_page[-1]) if in_a_page else text)
        version, key, signature = (plain.pop(name) for name in ("lessonlib_receipt", "key", "signature"))
        if version != VERSION or not isinstance(key, str) or not isinstance(signature, str):
            raise ValueError(f"version {version!r}")
        points = {
            str(name): (float(earned), float(most)) for name, (earned, most) in plain.pop("points").items()
        }
        receipt = Receipt(**plain, points=points)
        _expect_types(receipt)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise GradingError(
            "It holds no receipt of this version of lessonlib.\n"
            "  Remedy: give the feedback page as you got it, a file that ends in .html; bring lessonlib up to date."
        ) from None
    return Signed(receipt, PublicKey(key), signature)


def _expect_types(receipt: Receipt) -> None:
    for name, value in vars(receipt).items():
        kind = (
            (int, float) if name in ("penalty", "score", "max_score") else dict if name == "points" else str
        )
        if not isinstance(value, kind):
            raise TypeError(name)


def _canonical(plain: Mapping[str, Any]) -> bytes:
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
