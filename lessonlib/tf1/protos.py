"""The protocol buffers that programs make or read, as TensorBoard's package defines them.

A session takes a ConfigProto so that programs run as they are, and it changes nothing: PyTorch takes GPU memory as it
needs it, and ``Session(device=...)`` chooses the device. `lessonlib.graph.session` reads RunOptions and fills
RunMetadata.
"""

from tensorboard.compat.proto import (
    attr_value_pb2,
    cluster_pb2,
    config_pb2,
    event_pb2,
    graph_pb2,
    meta_graph_pb2,
    node_def_pb2,
    saver_pb2,
    summary_pb2,
)

from lessonlib.graph.export import tf_export

AttrValue = tf_export("AttrValue")(attr_value_pb2.AttrValue)
ClusterDef = tf_export("train.ClusterDef")(cluster_pb2.ClusterDef)
ConfigProto = tf_export("ConfigProto")(config_pb2.ConfigProto)
Event = tf_export("Event", "summary.Event")(event_pb2.Event)
GPUOptions = tf_export("GPUOptions")(config_pb2.GPUOptions)
GraphDef = tf_export("GraphDef")(graph_pb2.GraphDef)
GraphOptions = tf_export("GraphOptions")(config_pb2.GraphOptions)
HistogramProto = tf_export("HistogramProto")(summary_pb2.HistogramProto)
JobDef = tf_export("train.JobDef")(cluster_pb2.JobDef)
LogMessage = tf_export("LogMessage")(event_pb2.LogMessage)
MetaGraphDef = tf_export("MetaGraphDef")(meta_graph_pb2.MetaGraphDef)
NameAttrList = tf_export("NameAttrList")(attr_value_pb2.NameAttrList)
NodeDef = tf_export("NodeDef")(node_def_pb2.NodeDef)
OptimizerOptions = tf_export("OptimizerOptions")(config_pb2.OptimizerOptions)
RunMetadata = tf_export("RunMetadata")(config_pb2.RunMetadata)
RunOptions = tf_export("RunOptions")(config_pb2.RunOptions)
SaverDef = tf_export("train.SaverDef")(saver_pb2.SaverDef)
SessionLog = tf_export("SessionLog", "summary.SessionLog")(event_pb2.SessionLog)
Summary = tf_export("Summary", "summary.Summary")(summary_pb2.Summary)
SummaryMetadata = tf_export("SummaryMetadata")(summary_pb2.SummaryMetadata)
SummaryDescription = tf_export("summary.SummaryDescription")(summary_pb2.SummaryDescription)
TaggedRunMetadata = tf_export("summary.TaggedRunMetadata")(event_pb2.TaggedRunMetadata)
