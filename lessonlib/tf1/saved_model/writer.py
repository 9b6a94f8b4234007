"""Writing a session's graph and values into a folder, and reading them into another session."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessonlib.graph.checkpoint import FilePath
from lessonlib.graph.errors import DataLossError, InvalidStateError, NotFoundError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.session import Session
from lessonlib.tf1.meta_graph.writer import export_meta_graph
from lessonlib.tf1.saved_model.constants import DEFAULT_SERVING_SIGNATURE_DEF_KEY, SERVING
from lessonlib.tf1.saved_model.signatures import SignatureDef, TensorInfo, predict_signature_def
from lessonlib.tf1.train.saver import Saver, import_meta_graph
from lessonlib.whole_file import write_whole

FORMAT = "lessonlib-savedmodel-1"
FILE, VALUES, INIT_OP = "saved_model.json", os.path.join("variables", "variables"), "saved_model_init_op"


@dataclass(frozen=True)
class MetaGraph:
    """What `load` returns: the signatures of the graph by name, and its tags."""

    signature_def: Mapping[str, SignatureDef]
    tags: tuple[str, ...]


@tf_export("saved_model.Builder", "saved_model.builder.SavedModelBuilder")
class SavedModelBuilder:
    """Writes a saved model into a new folder: graphs with tags, and one set of values.

    Raises RuntimeError when the folder is there and not empty.
    """

    def __init__(self, export_dir: FilePath) -> None:
        self._folder = Path(export_dir)
        if self._folder.exists() and any(self._folder.iterdir()):
            raise InvalidStateError(
                f"Export directory already exists, and isn't empty: {self._folder}. Please choose a different export "
                "directory, or delete all the contents of the specified directory."
            )
        self._graphs: list[dict[str, Any]] = []

    def add_meta_graph_and_variables(
        self, sess: Session, tags: Sequence[str], signature_def_map: Mapping[str, SignatureDef] | None = None,
        assets_list: Any = None, clear_devices: bool = False, init_op: Operation | None = None,
        train_op: Any = None, strip_default_attrs: bool = False, saver: Saver | None = None,
    ) -> None:  # fmt: skip
        """Add the session's graph, and write the values of its variables.

        Args:
            tags: what the graph is for, such as ``[tf.saved_model.tag_constants.SERVING]``.
            signature_def_map: signatures by name.
            clear_devices: leave out the devices.
            init_op: an operation that `load` runs after it has restored the values.
            saver: which variables to write; all when None.
            strip_default_attrs: taken for TensorFlow's sake.
            assets_list, train_op: must be None.

        Raises RuntimeError when values were written before; NotExportableError when only Python can build the graph.
        """
        if self._graphs:
            raise InvalidStateError("Graph state including variables and assets has already been saved.")
        refuse("SavedModelBuilder", "leave it out.", assets_list=assets_list, train_op=train_op)
        with sess.graph.as_default():
            keeper = saver or Saver(allow_empty=True)
        self._add(sess, tags, signature_def_map, clear_devices, init_op, keeper)
        keeper.save(sess, self._folder / VALUES, write_meta_graph=False, write_state=False)

    def add_meta_graph(
        self, tags: Sequence[str], signature_def_map: Mapping[str, SignatureDef] | None = None,
        assets_list: Any = None, clear_devices: bool = False, init_op: Operation | None = None, train_op: Any = None,
        saver: Saver | None = None, strip_default_attrs: bool = False,
    ) -> None:  # fmt: skip
        """Add the default graph, for which the values written before are good too. Raises RuntimeError without them."""
        if not self._graphs:
            raise InvalidStateError(
                "Graph state including variables and assets has not been saved yet. Please invoke "
                "add_meta_graph_and_variables() first."
            )
        refuse("SavedModelBuilder", "leave it out.", assets_list=assets_list, train_op=train_op)
        keeper = saver or Saver(allow_empty=True)
        self._add(Session(graph=get_default_graph()), tags, signature_def_map, clear_devices, init_op, keeper)

    def save(self, as_text: bool = False) -> bytes:
        """Write the graphs; returns the path of their file. They are text in any case."""
        content = json.dumps({"format": FORMAT, "meta_graphs": self._graphs}, allow_nan=False)
        write_whole(self._folder / FILE, content.encode())
        return os.fsencode(self._folder / FILE)

    def _add(
        self, sess: Session, tags: Sequence[str], signatures: Mapping[str, SignatureDef] | None, clear_devices: bool,
        init_op: Operation | None, saver: Saver,
    ) -> None:  # fmt: skip
        graph = export_meta_graph(graph=sess.graph, clear_devices=clear_devices, saver=saver)
        recorded = {
            name: {
                "inputs": {key: info.as_record() for key, info in signature.inputs.items()},
                "outputs": {key: info.as_record() for key, info in signature.outputs.items()},
                "method_name": signature.method_name,
            }
            for name, signature in (signatures or {}).items()
        }
        start = None if init_op is None else init_op.name
        self._graphs.append({"tags": list(tags), "signatures": recorded, INIT_OP: start, "graph": graph})


@tf_export("saved_model.simple_save")
def simple_save(
    session: Session, export_dir: FilePath, inputs: Mapping[str, Tensor], outputs: Mapping[str, Tensor],
    legacy_init_op: Operation | None = None,
) -> None:  # fmt: skip
    """Write a session's graph and values with one signature of these inputs and outputs, for serving."""
    builder = SavedModelBuilder(export_dir)
    signatures = {DEFAULT_SERVING_SIGNATURE_DEF_KEY: predict_signature_def(inputs, outputs)}
    builder.add_meta_graph_and_variables(
        session, [SERVING], signatures, clear_devices=True, init_op=legacy_init_op
    )
    builder.save()


@tf_export("saved_model.contains_saved_model", "saved_model.maybe_saved_model_directory",
           "saved_model.loader.maybe_saved_model_directory")  # fmt: skip
def contains_saved_model(export_dir: FilePath) -> bool:
    """Whether there is a saved model of lessonlib in a folder."""
    return (Path(export_dir) / FILE).is_file()


@tf_export("saved_model.load", "saved_model.loader.load")
def load(
    sess: Session, tags: Sequence[str], export_dir: FilePath, import_scope: str | None = None, **saver_kwargs: Any
) -> MetaGraph:  # fmt: skip
    """Add the graph with exactly these tags to the session's graph, and restore its values.

    Names of tensors are those of the signatures, under ``import_scope`` if given. ``saver_kwargs`` must be empty.

    Raises OSError when there is no saved model, RuntimeError when none of its graphs has these tags, DataLossError when
    it is damaged, NotImplementedError when TensorFlow wrote it.
    """
    refuse("tf.saved_model.load", "leave it out.", **saver_kwargs)
    record = _read(Path(export_dir))
    wanted = {tags} if isinstance(tags, str) else set(tags)
    found = [graph for graph in record if set(graph["tags"]) == wanted]
    if not found:
        known = "; ".join(", ".join(graph["tags"]) for graph in record)
        raise InvalidStateError(
            f"MetaGraphDef associated with tags {sorted(wanted)} could not be found in SavedModel; it has: {known}."
        )
    chosen = found[0]
    with sess.graph.as_default():
        saver = import_meta_graph(chosen["graph"], import_scope=import_scope)
    if saver is not None:
        saver.restore(sess, Path(export_dir) / VALUES)
    if chosen[INIT_OP]:
        sess.run(f"{import_scope}/{chosen[INIT_OP]}" if import_scope else chosen[INIT_OP])
    return MetaGraph(
        {name: _signature(one) for name, one in chosen["signatures"].items()}, tuple(chosen["tags"])
    )


def _signature(record: Mapping[str, Any]) -> SignatureDef:
    return SignatureDef(
        {key: TensorInfo.of_record(info) for key, info in record["inputs"].items()},
        {key: TensorInfo.of_record(info) for key, info in record["outputs"].items()},
        record["method_name"],
    )


def _read(folder: Path) -> list[dict[str, Any]]:
    file = folder / FILE
    if not file.is_file():
        if (folder / "saved_model.pb").is_file():
            refuse(
                "tf.saved_model.load",
                "restore its folder 'variables' with a Saver.",
                saved_model_pb=str(folder),
            )
        raise NotFoundError(None, None, f"SavedModel file does not exist at: {folder}/{FILE}.")
    try:
        record = json.loads(file.read_bytes())
        graphs: Any = record["meta_graphs"] if record["format"] == FORMAT else None
        if not all({"tags", "signatures", "graph", INIT_OP} <= set(graph) for graph in graphs):
            raise ValueError("a graph lacks a part")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataLossError(
            None, None, f"{file} is no saved model of lessonlib, or is damaged: {error}."
        ) from error
    return list(graphs)
