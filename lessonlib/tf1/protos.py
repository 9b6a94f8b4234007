"""The protocol buffers that programs make or read, as TensorBoard's package defines them.

A session takes a ConfigProto so that programs run as they are, and it changes nothing: PyTorch takes GPU memory as it
needs it, and ``Session(device=...)`` chooses the device. `lessonlib.graph.session` reads RunOptions and fills
RunMetadata.
"""

from tensorboard.compat.proto.attr_value_pb2 import AttrValue, NameAttrList
from tensorboard.compat.proto.config_pb2 import (
    ConfigProto,
    GPUOptions,
    GraphOptions,
    OptimizerOptions,
    RunMetadata,
    RunOptions,
)
from tensorboard.compat.proto.event_pb2 import Event, LogMessage, SessionLog, TaggedRunMetadata
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.node_def_pb2 import NodeDef
from tensorboard.compat.proto.summary_pb2 import (
    HistogramProto,
    Summary,
    SummaryDescription,
    SummaryMetadata,
)

from lessonlib.graph.export import tf_export

tf_export("AttrValue")(AttrValue)
tf_export("ConfigProto")(ConfigProto)
tf_export("Event", "summary.Event")(Event)
tf_export("GPUOptions")(GPUOptions)
tf_export("GraphDef")(GraphDef)
tf_export("GraphOptions")(GraphOptions)
tf_export("HistogramProto")(HistogramProto)
tf_export("LogMessage")(LogMessage)
tf_export("NameAttrList")(NameAttrList)
tf_export("NodeDef")(NodeDef)
tf_export("OptimizerOptions")(OptimizerOptions)
tf_export("RunMetadata")(RunMetadata)
tf_export("RunOptions")(RunOptions)
tf_export("SessionLog", "summary.SessionLog")(SessionLog)
tf_export("Summary", "summary.Summary")(Summary)
tf_export("SummaryMetadata")(SummaryMetadata)
tf_export("summary.SummaryDescription")(SummaryDescription)
tf_export("summary.TaggedRunMetadata")(TaggedRunMetadata)
