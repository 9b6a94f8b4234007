"""What can go wrong when a model is exported or served, and what to do then."""

from __future__ import annotations

from pathlib import Path

from lessonlib import LessonlibError


class ServingError(LessonlibError):
    """A model cannot be exported, loaded or served; the message says why and what to do."""


class BadQuestion(Exception):
    """A request that gets no answer: the HTTP `status`, and the `message` that tells the client what to change."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status
        self.message = message


def unknown_format(file: Path, endings: list[str]) -> str:
    """Why a file is neither written nor read."""
    return (
        f"{file.name} ends with {file.suffix!r}, expected one of: {', '.join(endings)}. Choose another name"
    )


def not_readable(file: Path, error: Exception) -> str:
    """Why a file is not served."""
    reason = str(error).partition("\n")[0]
    return (
        f"{file} is damaged or was not written by lessonlib.serving.export ({reason}). Export the model again"
    )


def pickle_inside(file: Path, member: str) -> str:
    """Why a program is refused before PyTorch reads it."""
    return (
        f"{file} holds {member}, which lessonlib.serving.export never writes: reading it could run code that "
        "somebody hid in it (a pickle). Do not load this file; ask for the weights as .safetensors"
    )


def unknown_class(name: str, known: list[str]) -> str:
    """Why weights alone are not enough."""
    return (
        f"the model is of class {name}, and a .safetensors file can only be read again for: {', '.join(known)}. "
        "Export it to a .pt2 file, which needs no class"
    )


def extra_missing(module: str) -> str:
    """Why no service can be started."""
    return (
        f"Serving needs the library {module}, which is not installed. It comes with the extra `serve`: "
        "python -m pip install 'lessonlib[serve]', in a checkout: make install"
    )


def port_taken(port: int, error: OSError) -> str:
    """Why a service cannot listen."""
    return (
        f"Port {port} of 127.0.0.1 cannot be used: {error.strerror or error}. Perhaps another service still runs "
        "there. Stop it, take another port, or port 0 for a free one"
    )


def not_started(reason: str) -> str:
    """Why a service's process ended before it answered."""
    return f"The service did not start: {reason.strip() or 'its process was killed'}"
