"""Protocol buffers of TensorFlow that no kept package brings: examples, and the entries of a checkpoint's index.

They are made by protobuf itself from the table below, so that they read and write as TensorFlow's do; TensorBoard
brings those of graphs. They live in a pool of their own: TensorFlow may be loaded in the same program. Source: the
files example.proto, feature.proto and tensor_bundle.proto of TensorFlow.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from lessonlib.graph.export import tf_export

# name of the message -> its fields: number, kind (with * when repeated, as a map with %), name
_MESSAGES = {
    "BytesList": "1 bytes* value",
    "FloatList": "1 float* value",
    "Int64List": "1 int64* value",
    "Feature": "1 BytesList bytes_list | 2 FloatList float_list | 3 Int64List int64_list",
    "Features": "1 Feature% feature",
    "FeatureList": "1 Feature* feature",
    "FeatureLists": "1 FeatureList% feature_list",
    "Example": "1 Features features",
    "SequenceExample": "1 Features context, 2 FeatureLists feature_lists",
    "Size": "1 int64 size, 2 string name",
    "Shape": "2 Size* dim, 3 bool unknown_rank",
    "Extent": "1 int64 start, 2 int64 length",
    "Slice": "1 Extent* extent",
    "BundleHeader": "1 int32 num_shards, 2 int32 endianness",
    "BundleEntry": "1 int32 dtype, 2 Shape shape, 3 int32 shard_id, 4 int64 offset, 5 int64 size, 6 fixed32 crc32c, "
    "7 Slice* slices",
}
_DOCS = {
    "BytesList": "The values of a feature: byte strings.",
    "FloatList": "The values of a feature: float32 numbers.",
    "Int64List": "The values of a feature: int64 numbers.",
    "Feature": "One feature: a ``bytes_list``, a ``float_list`` or an ``int64_list``.",
    "Features": "The features of an example, by their keys: ``feature``.",
    "FeatureList": "The features of the steps of a sequence, in order: ``feature``.",
    "FeatureLists": "The lists of a sequence example, by their keys: ``feature_list``.",
    "Example": "A protocol buffer that holds one example: its ``features``.",
    "SequenceExample": "A protocol buffer that holds a sequence: its ``context`` and its ``feature_lists``.",
}
_FIELD = descriptor_pb2.FieldDescriptorProto


def _classes() -> dict[str, Any]:
    file = descriptor_pb2.FileDescriptorProto(
        name="lessonlib/tensorflow.proto", package="tensorflow", syntax="proto3"
    )
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        if "|" in fields:
            message.oneof_decl.add(name="kind")
        for field in fields.replace(" | ", ", ").split(", "):
            _add_field(message, field, one_of="|" in fields)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {name: _class(pool.FindMessageTypeByName(f"tensorflow.{name}")) for name in _MESSAGES}


def _class(descriptor: Any) -> Any:
    found = message_factory.GetMessageClass(descriptor)
    found.__module__ = __name__
    found.__doc__ = _DOCS.get(descriptor.name, "A part of the index of a checkpoint.")
    return found


def _add_field(message: Any, text: str, one_of: bool) -> None:
    number, kind, name = text.split()
    plain = kind.rstrip("*%")
    field = message.field.add(name=name, number=int(number))
    field.label = _FIELD.LABEL_OPTIONAL if kind == plain else _FIELD.LABEL_REPEATED
    if one_of:
        field.oneof_index = 0
    if kind.endswith("%"):  # a map is a repeated message of a key and a value
        entry = message.nested_type.add(name=f"{name.title().replace('_', '')}Entry")
        entry.options.map_entry = True
        _add_field(entry, "1 string key", one_of=False)
        _add_field(entry, f"2 {plain} value", one_of=False)
        plain = f"{message.name}.{entry.name}"
    if plain[0].isupper():
        field.type, field.type_name = _FIELD.TYPE_MESSAGE, f".tensorflow.{plain}"
    else:
        field.type = getattr(_FIELD, f"TYPE_{plain.upper()}")


_CLASSES = _classes()
BundleHeader, BundleEntry = _CLASSES["BundleHeader"], _CLASSES["BundleEntry"]
BytesList = tf_export("train.BytesList")(_CLASSES["BytesList"])
FloatList = tf_export("train.FloatList")(_CLASSES["FloatList"])
Int64List = tf_export("train.Int64List")(_CLASSES["Int64List"])
Feature = tf_export("train.Feature")(_CLASSES["Feature"])
Features = tf_export("train.Features")(_CLASSES["Features"])
FeatureList = tf_export("train.FeatureList")(_CLASSES["FeatureList"])
FeatureLists = tf_export("train.FeatureLists")(_CLASSES["FeatureLists"])
Example = tf_export("train.Example")(_CLASSES["Example"])
SequenceExample = tf_export("train.SequenceExample")(_CLASSES["SequenceExample"])
