"""The course's key (Ed25519, RFC 8032): the private half stays with the graders, the public half goes to students."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from lessonlib.grading.errors import GradingError
from lessonlib.whole_file import write_text

PRIVATE, PUBLIC = "receipts.key", "receipts.pub"
_KIND = "lessonlib-receipts-ed25519"
_SHOWN = 12  # characters of a key by which people tell keys apart


@dataclass(frozen=True)
class PublicKey:
    """What checks signatures. `text` is the key in base64."""

    text: str

    @property
    def name(self) -> str:
        """Its first characters, for messages."""
        return self.text[:_SHOWN]

    def signed(self, message: bytes, signature: str) -> bool:
        """Whether `signature` (base64) is this key's, of exactly this message."""
        try:
            VerifyKey(base64.b64decode(self.text)).verify(message, base64.b64decode(signature))
        except (BadSignatureError, ValueError, TypeError):
            return False
        return True


class CourseKey:
    """The key of the course in `root`, made at its first use: `folder`/receipts.key, for the owner alone, and
    receipts.pub in `root`, for everybody.

    Raises GradingError when the key cannot be read, or students have the public half of another one.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private, public = folder / PRIVATE, root / PUBLIC
        with FileLock(folder / f"{PRIVATE}.lock"):
            if not private.exists():
                if public.exists():
                    raise GradingError(
                        f"{public} is there, and the private key that belongs to it, {private}, is not.\n"
                        f"  Remedy: copy {PRIVATE} from where this course was graded before, or remove {PUBLIC}: then "
                        "a new key is made, and receipts signed with the old one cannot be checked any more."
                    )
                _write_private(private, SigningKey.generate())
            self._key = _read_private(private)
            if not public.exists():
                write_text(public, f"{_KIND} {self.public.text}\n")
        if read_public(public) != self.public:
            raise GradingError(
                f"{public} does not belong to {private}.\n"
                f"  Remedy: put the {PUBLIC} back that students have, with the {PRIVATE} that belongs to it."
            )

    @property
    def public(self) -> PublicKey:
        return PublicKey(base64.b64encode(bytes(self._key.verify_key)).decode())

    def sign(self, message: bytes) -> str:
        """The signature, in base64."""
        return base64.b64encode(self._key.sign(message).signature).decode()


def read_public(path: Path) -> PublicKey:
    """The public key in a file. Raises GradingError when there is none."""
    try:
        words = path.read_text(encoding="utf-8").split()
        if len(words) >= 2 and words[0] == _KIND:
            VerifyKey(base64.b64decode(words[1], validate=True))
            return PublicKey(words[1])
    except OSError as error:
        raise GradingError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError):
        pass
    raise GradingError(
        f"{path} holds no public key of a course.\n  Remedy: get {PUBLIC} from your instructor again."
    )


def _write_private(path: Path, key: SigningKey) -> None:
    part = path.with_name(f"{path.name}.new")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        file.write(base64.b64encode(bytes(key)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)


def _read_private(path: Path) -> SigningKey:
    try:
        return SigningKey(base64.b64decode(path.read_bytes(), validate=False))
    except OSError as error:
        raise GradingError(
            f"{path}, the key that signs receipts, cannot be read: {error.strerror}."
        ) from None
    except (ValueError, TypeError):
        raise GradingError(
            f"{path} holds no key.\n  Remedy: copy it from where this course was graded before."
        ) from None
