"""Graphs, sessions, scopes, switches, devices and protos."""

import numpy as np


def _made(tf):
    a = tf.placeholder(tf.float32, [2], name="a")
    b = tf.placeholder(tf.float32, [2], name="b")
    with tf.name_scope("s"):
        c = tf.add(a, b, name="c")
    return a, b, c, tf.multiply(c, a, name="d")


def collections(tf, run):
    graph = tf.get_default_graph()
    tf.add_to_collection("one", 1)
    tf.add_to_collections(["one", "two", "two"], 2)
    tf.add_to_collections("three", 3)
    ref = tf.get_collection_ref("one")
    ref.append(4)
    seen = [
        list(graph.get_collection("one")),
        graph.get_collection("two"),
        sorted(graph.get_all_collection_keys()),
    ]
    graph.clear_collection("one")
    return [*seen, graph.get_collection("one"), graph.get_collection_ref("new")]


def finalized(tf, run):
    graph = tf.get_default_graph()
    seen = [graph.finalized]
    graph.finalize()
    return [*seen, graph.finalized, tf.constant(1)]


def not_fed(tf, run):
    a, b, c, _d = _made(tf)
    graph = tf.get_default_graph()
    assert graph.is_feedable(a)
    graph.prevent_feeding(a)
    assert not graph.is_feedable(a)
    return run(c, {a: [1, 2], b: [3, 4]})


def not_fetched(tf, run):
    a, b, c, _d = _made(tf)
    graph = tf.get_default_graph()
    assert graph.is_fetchable(c)
    graph.prevent_fetching(c.op)
    try:
        return run(c.op, {a: [1, 2], b: [3, 4]})
    except ValueError:
        return graph.is_fetchable(c.op)


def node_defs(tf, run):
    _made(tf)
    whole = tf.get_default_graph().as_graph_def(add_shapes=True)
    shapes = [[dim.size for dim in node.attr["_output_shapes"].list.shape[0].dim] for node in whole.node]
    return [[[n.name, list(n.input)] for n in whole.node], shapes]


def operation(tf, run):
    a, _b, c, _d = _made(tf)
    return [
        [t.name for t in c.op.values()],
        [group.decode() for group in c.op.colocation_groups()],
        c.op.get_attr("T").name,
        a.op.get_attr("dtype").name,
        c.value_index,
        c.op.node_def.name,
        a.ref() == a.ref(),
        a.ref().deref() is a,
    ]


def scopes(tf, run):
    graph = tf.get_default_graph()
    names = []
    with tf.op_scope([], None, "outer") as scope:
        names += [scope, graph.get_name_scope()]
        with tf.container("box") as box, tf.init_scope():
            names += [box, tf.constant(1, name="x").name]
    with tf.device("/cpu:0"):
        a = tf.constant(1)
    with tf.colocate_with(a.op, ignore_existing=True):
        names.append(tf.constant(2).shape.ndims)
    with tf.variable_op_scope([], "v", "w"):
        names.append(tf.get_variable("x", [1]).op.name)
    return names


def variable_scope(tf, run):
    with tf.variable_scope("s") as scope:
        scope.set_initializer(tf.constant_initializer(3))
        scope.set_dtype(tf.float64)
        scope.set_regularizer(lambda x: x)
        scope.set_custom_getter(lambda getter, name, *args, **kwargs: getter(name + "_got", *args, **kwargs))
        scope.set_caching_device(None)
        scope.set_partitioner(None)
        v = tf.get_variable("v", [2])
        w = tf.get_local_variable("w", [1])
    tf.get_variable("other", [1])
    kinds = [scope.global_variables(), scope.trainable_variables(), scope.local_variables()]
    return [
        run([v, w]),
        [[x.op.name for x in kind] for kind in kinds],
        w in tf.local_variables(),
        [x.op.name for x in scope.get_collection("trainable_variables")],
        tf.no_regularizer(v),
    ]


def local(tf, run):
    v = tf.get_local_variable(
        "v", [2], tf.float32, tf.ones_initializer(), None, True, ["mine"], None, None, True
    )
    return [
        run(v),
        v.trainable,
        tf.get_collection("mine") == [v],
        tf.trainable_variables(),
        tf.global_variables(),
    ]


def called(tf, run):
    a, b, c, d = _made(tf)
    with tf.Session() as sess:
        function = sess.make_callable([c, d], feed_list=[a, b])
        optioned = sess.make_callable(c, [a, b], accept_options=True)
        return [function([1, 2], [3, 4]), optioned([1, 2], [3, 4], options=None, run_metadata=None)]


def called_with_one(tf, run):
    a, b, c, _d = _made(tf)
    with tf.Session() as sess:
        return sess.make_callable(c, [a, b])([1, 2])


def in_parts(tf, run):
    a, b, c, d = _made(tf)
    late = tf.placeholder(tf.float32, name="late")
    e = d * late
    with tf.Session() as sess:
        handle = sess.partial_run_setup([c, e], [a, b, late])
        first = sess.partial_run(handle, c, {a: [1, 2], b: [3, 4]})
        return [first, sess.partial_run(handle, e, feed_dict={late: 10})]


def in_parts_unknown(tf, run):
    a, b, c, d = _made(tf)
    with tf.Session() as sess:
        handle = sess.partial_run_setup([c], [a, b])
        return sess.partial_run(handle, d, {a: [1, 2], b: [3, 4]})


def traced(tf, run):
    a, b, _c, d = _made(tf)
    metadata = tf.RunMetadata()
    with tf.Session(
        config=tf.ConfigProto(allow_soft_placement=True, graph_options=tf.GraphOptions())
    ) as sess:
        value = sess.run(
            d, {a: [1, 2], b: [3, 4]}, tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE), metadata
        )
        nodes = {node.node_name for dev in metadata.step_stats.dev_stats for node in dev.node_stats}
        sess.run(d, {a: [1, 2], b: [3, 4]}, run_metadata=metadata)
        return [value, {"s/c", "d"} <= nodes, len(metadata.step_stats.dev_stats)]


def devices(tf, run):
    with tf.Session() as sess:
        first = sess.list_devices()[0]
    return [first.name, first.device_type]


def specs(tf, run):
    spec = tf.DeviceSpec(job="ps", replica=1, task=2, device_type="gpu", device_index=3)
    read = tf.DeviceSpec.from_string("/job:worker/device:CPU:*")
    made = spec.replace(task=5)
    return [
        spec.to_string(),
        read.to_string(),
        read.job,
        read.device_index,
        made.to_string(),
        made == spec,
        str(tf.DeviceSpec()),
    ]


def seeds(tf, run):
    tf.set_random_seed(None)
    none = [tf.get_seed(None), tf.get_seed(5)]
    tf.set_random_seed(3)
    given = tf.get_seed(7)
    tf.set_random_seed(0)
    return [none, given, tf.get_seed(0)]


def parts(tf, run):
    return [
        list(tf.fixed_size_partitioner(num_shards=3, axis=1)(tf.TensorShape([5, 7]), dtype=tf.float32)),
        list(tf.fixed_size_partitioner(9)(tf.TensorShape([5, 7]), dtype=tf.float32)),
        list(
            tf.variable_axis_size_partitioner(100, axis=0, max_shards=4)(
                tf.TensorShape([50, 7]), dtype=tf.float32
            )
        ),
        list(tf.variable_axis_size_partitioner(100, 1, 16)(tf.TensorShape([5, 7]), dtype=tf.string)),
        list(tf.min_max_variable_partitioner(4, 0, 64, 16)(tf.TensorShape([50, 7]), dtype=tf.float32)),
        list(tf.min_max_variable_partitioner()(tf.TensorShape([5, 7]), dtype=tf.float32)),
    ]


def protos(tf, run):
    return [
        tf.make_ndarray(tf.make_tensor_proto([[1.5, 2], [3, 4]], dtype=tf.float64)),
        tf.make_ndarray(tf.make_tensor_proto([1, 2, 3, 4], shape=[2, 2])),
        tf.make_ndarray(tf.make_tensor_proto(7, shape=[2, 2], allow_broadcast=True)),
        tf.make_ndarray(tf.make_tensor_proto(np.array([True, False]))),
        tf.make_ndarray(tf.make_tensor_proto(["a", b"b"])),
        tf.get_static_value(tf.constant([1, 2])),
        tf.get_static_value(tf.placeholder(tf.int32, [2]), partial=False),
        run(tf.convert_to_tensor_or_indexed_slices([1, 2], dtype=tf.float32, name="c")),
        run(tf.convert_to_tensor_or_sparse_tensor([1, 2], dtype=tf.float32, name="c")),
    ]


def options(tf, run):
    config = tf.ConfigProto(
        device_count={"GPU": 0}, intra_op_parallelism_threads=2, inter_op_parallelism_threads=1,
        log_device_placement=False, operation_timeout_in_ms=10,
        gpu_options=tf.GPUOptions(per_process_gpu_memory_fraction=0.5, allow_growth=True, visible_device_list="0"),
        graph_options=tf.GraphOptions(
            optimizer_options=tf.OptimizerOptions(opt_level=tf.OptimizerOptions.L0, do_function_inlining=True)
        ),
    )  # fmt: skip
    return [
        config.gpu_options.allow_growth,
        config.graph_options.optimizer_options.opt_level,
        dict(config.device_count),
    ]


def errors(tf, run):
    names = [
        "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "UNAUTHENTICATED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE",
        "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
    ]  # fmt: skip
    found = []
    for name in names:
        code = getattr(tf.errors, name)
        cls = tf.errors.exception_type_from_error_code(code)
        error = cls(None, None, "what")
        found.append(
            [
                name,
                code,
                cls.__name__,
                tf.errors.error_code_from_exception_type(cls),
                error.message,
                str(error),
            ]
        )
    return found


def keys(tf, run):
    later = ("TRAINABLE_RESOURCE_VARIABLES", "STREAMING_MODEL_PORTS")
    names = [name for name in dir(tf.GraphKeys) if name[0] != "_" and name not in later]
    return [[name, getattr(tf.GraphKeys, name)] for name in sorted(names)]


UNNAMED = {
    "Assert": lambda tf, x: tf.Assert(True, [x], name=None),
    "clip_by_norm": lambda tf, x: tf.clip_by_norm(x, 1.0, name=None),
    "clip_by_global_norm": lambda tf, x: tf.clip_by_global_norm([x], 1.0, name=None)[0][0],
    "cond": lambda tf, x: tf.cond(tf.constant(True), lambda: x, lambda: x, name=None),
    "global_norm": lambda tf, x: tf.global_norm([x], name=None),
    "l2_normalize": lambda tf, x: tf.nn.l2_normalize(x, 1, name=None),
    "norm": lambda tf, x: tf.norm(x, name=None),
    "batch_normalization": lambda tf, x: tf.nn.batch_normalization(x, 0.0, 1.0, None, None, 0.1, name=None),
    "dropout": lambda tf, x: tf.nn.dropout(x, 0.5, name=None),
    "l2_loss": lambda tf, x: tf.nn.l2_loss(x, name=None),
    "moments": lambda tf, x: tf.nn.moments(x, [0], name=None)[0],
    "exponential_decay": lambda tf, x: tf.train.exponential_decay(0.1, tf.constant(1), 2, 0.5, name=None),
    "piecewise_constant": lambda tf, x: tf.train.piecewise_constant(
        tf.constant(1), [2], [0.1, 0.2], name=None
    ),
    "while_loop": lambda tf, x: tf.while_loop(lambda i: i < 2, lambda i: i + 1, [tf.constant(0)], name=None),
    "random_uniform": lambda tf, x: tf.random_uniform([2], name=None),
    "zeros": lambda tf, x: tf.zeros([2], name=None),
    "placeholder": lambda tf, x: tf.placeholder(tf.float32, name=None),
    "top_k": lambda tf, x: tf.nn.top_k(x, 1, name=None)[0],
}


def _unnamed(tf, run):
    """Which functions stay in the name scope when their name is None."""
    x, found = tf.constant([[1.0, 2.0], [3.0, 4.0]]), {}
    for key, call in UNNAMED.items():
        with tf.name_scope(key + "_scope"):
            found[key] = call(tf, x).name.startswith(key + "_scope/")
    return found


CALLS = {
    "names that are None": _unnamed,
    "collections": collections,
    "finalize": finalized,
    "prevent_feeding": not_fed,
    "prevent_fetching": not_fetched,
    "as_graph_def": node_defs,
    "Operation and Tensor": operation,
    "get_attr unknown": lambda tf, run: tf.constant(1).op.get_attr("nothing"),
    "scopes": scopes,
    "VariableScope": variable_scope,
    "get_local_variable": local,
    "make_callable": called,
    "make_callable with one value": called_with_one,
    "partial_run": in_parts,
    "partial_run of something else": in_parts_unknown,
    "RunMetadata": traced,
    "list_devices": devices,
    "DeviceSpec": specs,
    "DeviceSpec wrong": lambda tf, run: tf.DeviceSpec.from_string("/job:a/b:c:d"),
    "get_seed": seeds,
    "partitioners": parts,
    "protos": protos,
    "make_tensor_proto filled": lambda tf, run: tf.make_ndarray(tf.make_tensor_proto([1, 2, 3], shape=[2, 2])),
    "make_tensor_proto too many": lambda tf, run: tf.make_tensor_proto([1, 2, 3, 4, 5], shape=[2, 2]),
    "make_tensor_proto verify": lambda tf, run: tf.make_tensor_proto([1, 2, 3, 4], shape=[2, 2], verify_shape=True),
    "options": options,
    "options misspelt": lambda tf, run: tf.GPUOptions(memory=1),
    "errors": errors,
    "switches": lambda tf, run: [
        tf.disable_v2_behavior(), tf.disable_eager_execution(), tf.disable_v2_tensorshape(),
        tf.disable_tensor_equality(), tf.disable_control_flow_v2(), tf.disable_resource_variables(),
        tf.executing_eagerly(), tf.executing_eagerly_outside_functions(), tf.control_flow_v2_enabled(),
        tf.resource_variables_enabled(), tf.is_symbolic_tensor(tf.constant(1)),
    ],
    "compat": lambda tf, run: [
        tf.compat.as_bytes("a", encoding="utf-8"), tf.compat.as_str(b"b"), tf.compat.as_text(b"c", encoding="utf-8"),
        tf.compat.as_str_any(b"d"), tf.compat.as_str_any(5), tf.compat.path_to_str("e"),
    ],
    "compat wrong": lambda tf, run: tf.compat.as_bytes(5),
    "test": lambda tf, run: [
        tf.test.is_gpu_available(cuda_only=True, min_cuda_compute_capability=(3, 0)), tf.test.gpu_device_name(),
    ],
    "GraphKeys": keys,
    "logger": lambda tf, run: tf.get_logger().name,
}  # fmt: skip
