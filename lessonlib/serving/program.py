"""A model as a program: what `torch.export` writes, which runs without the model's class.

`torch.export.load` is not made for files from strangers. It unpickles parts of a file, and the program itself may
name any function that PyTorch can reach. `unpack` refuses all files with a pickle in them before PyTorch reads them,
and `pack` writes none; but a program remains a program: load only those made by you or by people you trust.
"""

from __future__ import annotations

import io
import json
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path

import torch
from torch import Tensor, nn

from lessonlib.serving.errors import ServingError, not_readable, pickle_inside
from lessonlib.serving.signature import NOTE, Signature

# All that a file of ours holds: the program as JSON, the weights as bare numbers, and the signature.
_MEMBER = re.compile(
    r"models/model\.json|data/weights/weight_\d+|data/constants/tensor_\d+"
    r"|data/(weights|constants)/model_(weights|constants)_config\.json|data/sample_inputs/model\.pt"
    rf"|extra/{re.escape(NOTE)}|archive_format|archive_version|byteorder|\.data/(version|serialization_id)"
)
_SAMPLE = "data/sample_inputs/model.pt"  # a pickle, and empty in a file of ours


def pack(model: nn.Module, example: Tensor, signature: Signature) -> bytes:
    """The model, in evaluation mode, as a .pt2 file. It is traced with rows like those of `example`, (n, ...).

    Raises ServingError when the model cannot be traced for any number of rows.
    """
    # Not with one row: torch.export assumes that an axis of length 1 always has length 1.
    two_rows = example[:1].expand(2, *example.shape[1:]).contiguous()
    any_number = {0: torch.export.Dim("rows", min=1)}
    try:
        with _without_asides():
            program = torch.export.export(model, (two_rows,), dynamic_shapes=(any_number,))
    except Exception as error:
        raise ServingError(
            f"torch.export cannot write {type(model).__name__} as a program ({_first_line(error)}). Its forward must "
            "take any number of rows, and must not choose by the values of its input"
        ) from error
    program.example_inputs = None  # they would be stored, and example rows may be private
    for node in program.graph.nodes:
        node.meta.pop("stack_trace", None)  # it names files and folders of this machine
    content = io.BytesIO()
    torch.export.save(program, content, extra_files={NOTE: signature.to_json()})
    return content.getvalue()


def unpack(content: bytes, file: Path) -> tuple[Callable[[Tensor], Tensor], Signature]:
    """The program in a .pt2 file, as a function from X to logits, and its signature.

    Raises ServingError when `content` is damaged, was not written by `pack`, or has a pickle in it.
    """
    # Slow to import, and not needed to find out whether a service can be started.
    from torch.export.pt2_archive._package import PT2ArchiveReader, load_pt2

    try:
        reader = PT2ArchiveReader(io.BytesIO(content))
        members = {name: reader.read_bytes(name) for name in reader.get_file_names()}
        _refuse_pickles(members, file)
        signature = Signature.from_json(members[f"extra/{NOTE}"].decode(), file)
        # Not torch.export.load: when this fails, it reads the file once more in an older form, with pickles.
        program = load_pt2(io.BytesIO(content)).exported_programs["model"]
        forward: Callable[[Tensor], Tensor] = program.module()
    except ServingError:
        raise
    except Exception as error:  # every version of PyTorch has its own for a damaged archive
        raise ServingError(not_readable(file, error)) from error
    return forward, signature


def _refuse_pickles(members: dict[str, bytes], file: Path) -> None:
    """Raise ServingError for a member that PyTorch would unpickle, and for every unknown member."""
    for name, content in members.items():
        if not _MEMBER.fullmatch(name) or (name == _SAMPLE and content):
            raise ServingError(pickle_inside(file, name))
        if name.endswith("_config.json"):
            for payload in json.loads(content)["config"].values():
                if payload["use_pickle"] is not False:
                    raise ServingError(pickle_inside(file, f"a pickle as {payload['path_name']!r}"))


@contextmanager
def _without_asides() -> Iterator[None]:
    """Suppress what `torch.export` prints besides its errors: half a program, or how nn.RNN holds its weights."""
    logger = logging.getLogger("torch.fx.experimental.symbolic_shapes")
    was_disabled, logger.disabled = logger.disabled, True
    try:
        with warnings.catch_warnings(), redirect_stderr(io.StringIO()):
            warnings.filterwarnings("ignore", "The tensor attributes", UserWarning)
            yield
    finally:
        logger.disabled = was_disabled


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}"
