"""Finding the notebook among what was handed in: under another name, in a folder, in an archive, twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lessonlib.grading.handed_in.contents import EXPORT, MAX_NOTEBOOK_MB, Malformed, read_contents
from lessonlib.grading.handed_in.plain_file import NotPlain
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.handed_in.repair import repair
from lessonlib.grading.handed_in.timestamp import TIMESTAMP
from lessonlib.grading.handed_in.tree import File, normal
from lessonlib.grading.printable import printable

_MOST, _MOST_MB = 20, 200  # of files that are opened to see what they hold
_MOST_LISTED = 5
_KINDS = {
    "a web page": (".html", ".htm"),
    "a PDF": (".pdf",),
    "a program": (".py",),
    "a text": (".md", ".txt"),
    "a document": (".docx", ".doc", ".odt", ".rtf"),
    "a picture": (".png", ".jpg", ".jpeg"),
    "a link to a web page": (".url", ".webloc", ".gdoc"),
    "a link to a file": (".lnk",),
    "an unfinished download": (".crdownload", ".part"),
    "an archive that is not opened": (".rar", ".7z", ".tar", ".gz", ".tgz"),
    "an archive": (".zip",),
}


@dataclass(frozen=True)
class Choice:
    """What is graded. `taken`: the file of each release that has one, by the release's name. `contents`: its
    bytes, or why there are none. `notes`: what was taken under another name, and what was left.
    """

    taken: Mapping[str, File] = field(default_factory=dict)
    contents: Mapping[str, bytes | Malformed] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Candidate:
    """A file that may be a notebook. `answers`: what the learner wrote, by release; no entry where it is not a
    notebook of that release, but a reason in `refused`.
    """

    file: File
    answers: Mapping[str, str]
    refused: Mapping[str, Malformed]


def choose(files: Sequence[File], releases: Sequence[Release], unopened: Sequence[str] = ()) -> Choice:
    """The notebook of each release among `files`. `unopened` says what could not be looked into, and why.

    One that holds answers is taken when no other one holds other answers, or when it has the right name and all
    others lie beside it or in folders below.
    """
    names = [release.name for release in releases]
    likely = _likely(files, names)
    if len(names) == 1 and [file.name for file in likely] == [_file_name(names[0])]:
        return Choice({names[0]: likely[0]}, {names[0]: _read(likely[0])})
    candidates = _all_examined(likely, releases)
    notes: list[str] = []
    if len(likely) > _MOST:
        notes.append(f"There are {len(likely)} notebooks; {_MOST} of them were looked at.")
    chosen = {release.name: _chosen(candidates, release, names, notes) for release in releases}
    taken = {name: one.file for name, one in chosen.items() if isinstance(one, _Candidate)}
    rest = [file for file in files if file not in taken.values()]
    contents: dict[str, bytes | Malformed] = {}
    for release in releases:
        one = chosen[release.name]
        if isinstance(one, _Candidate):
            contents[release.name] = _read(one.file)
        else:
            contents[release.name] = one or _nothing(rest, candidates, release, unopened)
    return Choice(taken, contents, tuple(notes))


def notebooks_of(files: Sequence[File], releases: Sequence[Release]) -> list[File]:
    """Those of `files` that hold tasks of a release, answered or not."""
    likely = _likely(files, [release.name for release in releases])
    return [one.file for one in _all_examined(likely, releases) if one.answers]


def _likely(files: Sequence[File], names: Sequence[str]) -> list[File]:
    """The files that may be notebooks by their names; those with the right one first, then the outer ones."""
    likely = [file for file in files if _looks_like_one(file, names)]
    right = set(map(_file_name, names))
    return sorted(likely, key=lambda file: (file.base not in right, file.depth, file.name))


def _file_name(name: str) -> str:
    """The name that the file of a release's notebook has."""
    return f"{normal(name)}.ipynb"


def _looks_like_one(file: File, names: Sequence[str]) -> bool:
    base = file.base.lower()
    if PurePosixPath(base).suffix in ("", ".json", ".txt") and base.startswith(tuple(map(str.lower, names))):
        return True
    return ".ipynb" in base and not base.startswith(".") and not base.endswith(".zip")


def _read(file: File, most: int = MAX_NOTEBOOK_MB * 1_000_000) -> bytes | Malformed:
    try:
        return file.read(most)
    except NotPlain as problem:
        return Malformed(f"the notebook is {problem}", problem.step)
    except OSError as error:
        return Malformed(f"the file cannot be read: {error.strerror}", "Collect the submission again.")


def _all_examined(files: Sequence[File], releases: Sequence[Release]) -> list[_Candidate]:
    """The first files with what they hold; as many as can be read in a short time."""
    candidates: list[_Candidate] = []
    room = _MOST_MB * 1_000_000
    for file in files[:_MOST]:
        data = _read(file, min(room, MAX_NOTEBOOK_MB * 1_000_000))
        room -= len(data) if isinstance(data, bytes) else 0
        candidates.append(_examined(file, data, releases))
    return candidates


def _examined(file: File, data: bytes | Malformed, releases: Sequence[Release]) -> _Candidate:
    answers, refused = {}, {}
    for release in releases:
        try:
            if isinstance(data, Malformed):
                raise data
            answers[release.name] = repair(read_contents(data), release).answers.strip()
        except Malformed as malformed:
            refused[release.name] = malformed
        except Exception as error:  # whatever is in it, it never stops a batch
            refused[release.name] = Malformed(f"it cannot be made sense of ({type(error).__name__})")
    return _Candidate(file, answers, refused)


def _chosen(
    candidates: Sequence[_Candidate], release: Release, names: Sequence[str], notes: list[str]
) -> _Candidate | Malformed | None:
    """The notebook of `release`; why it cannot be known; or None where there is none."""
    name = release.name
    right_place = next((one for one in candidates if one.file.name == _file_name(name)), None)
    others = [other for other in names if other != name]
    mine = [one for one in candidates if name in one.answers and not _is_one_of(one, others)]
    if not mine:
        return right_place
    answered = [one for one in mine if one.answers[name]] or mine
    different = len({one.answers[name] for one in answered}) > 1
    best = next((one for one in answered if not different or _stands_out(one, answered, name)), None)
    if best is None:
        return _several(answered, release)
    if best is not right_place:
        notes.append(f"{_quoted(best)} was taken for {name}.ipynb.")
    found = mine if right_place is None or right_place in mine else [right_place, *mine]
    notes += [_left(one, best, name) for one in found if one is not best]
    return best


def _is_one_of(one: _Candidate, names: Sequence[str]) -> bool:
    """Whether it is one of these notebooks, by its name and by what it holds."""
    return any(one.file.base == _file_name(name) and name in one.answers for name in names)


def _stands_out(one: _Candidate, others: Sequence[_Candidate], name: str) -> bool:
    """Whether it alone has the right name in its folder, and all others lie beside it or in folders below."""
    folder = f"{one.file.parent}/" if one.file.parent else ""
    below = all(other.file.name.startswith(folder) for other in others)
    alone = sum(other.file.name == one.file.name for other in others) == 1
    return one.file.base == _file_name(name) and below and alone


def _left(other: _Candidate, best: _Candidate, name: str) -> str:
    """Why a notebook was not taken."""
    if name in other.refused:
        return f"{_quoted(other)} was left: {other.refused[name].reason}."
    if not other.answers[name]:
        return f"{_quoted(other)} was left: nothing in it is answered."
    if other.answers[name] == best.answers[name]:
        return f"{_quoted(other)} was left: it holds the same answers."
    return (
        f"{_quoted(other)} was left, though it holds other answers, for {_quoted(best)} has the right name. If the "
        f"other one counts, hand in that one alone, as {name}.ipynb."
    )


def _several(candidates: Sequence[_Candidate], release: Release) -> Malformed:
    listed = _listed([_quoted(one) for one in candidates])
    return Malformed(
        f"several notebooks hold different answers to {release.name}, and which one counts cannot be known: {listed}",
        f"Hand in the one that counts, alone, as {release.name}.ipynb.",
    )


def _nothing(
    files: Sequence[File], candidates: Sequence[_Candidate], release: Release, unopened: Sequence[str]
) -> Malformed:
    """What was found, `files`, where no notebook of the release was."""
    refused = {one.file.name: one.refused[release.name] for one in candidates if one.file in files}
    found = [f"'{printable(name, 60)}': {malformed.reason}" for name, malformed in refused.items()]
    rest = [file for file in files if file.name not in refused and file.name != TIMESTAMP]
    found += [*unopened, *(f"'{printable(file.name, 60)}' is {_kind(file)}" for file in rest)]
    if not found:
        return Malformed(
            f"the notebook {release.name}.ipynb was not handed in", f"Hand in {release.name}.ipynb."
        )
    steps = [malformed.step for malformed in refused.values()]
    return Malformed(
        f"{release.name}.ipynb is not there. Found: {_listed(found)}",
        steps[0] if steps else f"Hand in {release.name}.ipynb. {EXPORT}",
    )


def _kind(file: File) -> str:
    suffix = PurePosixPath(file.base.lower()).suffix
    return next((kind for kind, suffixes in _KINDS.items() if suffix in suffixes), "no notebook")


def _quoted(candidate: _Candidate) -> str:
    return f"'{printable(candidate.file.name, 60)}'"


def _listed(parts: Sequence[str]) -> str:
    more = len(parts) - _MOST_LISTED
    return "; ".join([*parts[:_MOST_LISTED], *([f"and {more} more"] if more > 0 else [])])
