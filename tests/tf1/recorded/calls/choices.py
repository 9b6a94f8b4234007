"""Enumerations, conversion functions, and what variables say of themselves."""

import numpy as np


class Wrapped:
    def __init__(self, value):
        self.value = value


class Other(Wrapped):
    pass


def names(tf, run):
    unconnected = [(one.name, one.value) for one in tf.UnconnectedGradients]
    synchronization = [(one.name, one.value) for one in tf.VariableSynchronization]
    aggregation = [(name, one.value) for name, one in tf.VariableAggregation.__members__.items()]
    method = tf.AggregationMethod
    ways = [method.ADD_N, method.DEFAULT, method.EXPERIMENTAL_TREE, method.EXPERIMENTAL_ACCUMULATE_N]
    return [unconnected, synchronization, aggregation, ways]


def unconnected(tf, run, choice):
    x, y = tf.constant([1.0, 2.0]), tf.constant([3.0])
    found = tf.gradients(x * 2, [x, y], unconnected_gradients=choice(tf))
    return [None if g is None else run(g) for g in found]


def aggregated(tf, run):
    x = tf.constant([1.0, 2.0])
    method = tf.AggregationMethod.EXPERIMENTAL_TREE
    loss = tf.train.GradientDescentOptimizer(1.0).compute_gradients
    v = tf.get_variable("v", initializer=[1.0, 2.0])
    pairs = loss(tf.reduce_sum(v * v + v), [v], aggregation_method=method)
    return run([tf.gradients(x * x + x, x, aggregation_method=method), pairs[0][0]])


def synchronized(tf, run, **kwargs):
    kinds = tf.VariableSynchronization
    v = tf.get_variable(
        "v", [], synchronization=kinds.ON_READ, aggregation=tf.VariableAggregation.MEAN, **kwargs
    )
    w = tf.Variable(1.0, synchronization=kinds.ON_WRITE)
    u = tf.Variable(1.0, synchronization=kinds.ON_READ)
    said = [
        v.trainable,
        w.trainable,
        u.trainable,
        v.synchronization.name,
        w.synchronization.name,
        v.aggregation.name,
    ]
    return [said, [one.name for one in tf.trainable_variables()], u.aggregation.name]


def refs(tf, run):
    v, w = tf.Variable(1.0), tf.Variable(2.0)
    table = {v.ref(): 1, w.experimental_ref(): 2}
    return [table[v.ref()], table[w.ref()], v.ref().deref() is v, v.ref() == w.ref()]


def set_shape(tf, run):
    v = tf.Variable([[1.0, 2.0]], validate_shape=False)
    v.set_shape([1, 2])
    return [str(v.shape), str((v + 1.0).shape)]


def proto(tf, run):
    with tf.variable_scope("a"):
        v = tf.get_variable("v", initializer=[1.0, 2.0], trainable=False)
    message = v.to_proto()
    again = tf.Variable.from_proto(message)
    run(v.assign([3.0, 4.0]))
    said = [message.variable_name, message.initializer_name, message.trainable]
    inside = v.to_proto(export_scope="a").variable_name
    return [
        said,
        again.name,
        again.trainable,
        inside,
        v.to_proto(export_scope="b"),
        run(again + 1.0),
        len(tf.global_variables()),
    ]


def converted(tf, run, use, function=None, base=Wrapped, priority=100, value=None):
    # a function for a class of this call alone: registrations last as long as the program
    kind = type("Own", (base,), {})
    make = function or (
        lambda value, dtype=None, name=None, as_ref=False: tf.constant(value.value, dtype, name=name)
    )
    tf.register_tensor_conversion_function(kind, make, priority)
    return use(kind(np.float32([1, 2]) if value is None else value))


def second_choice(tf, run):
    kind = type("Own", (Wrapped,), {})
    tf.register_tensor_conversion_function(
        kind, lambda value, dtype=None, name=None, as_ref=False: tf.constant(1.0), 200
    )
    tf.register_tensor_conversion_function(
        kind, lambda value, dtype=None, name=None, as_ref=False: NotImplemented, 50
    )
    tf.register_tensor_conversion_function(
        kind, lambda value, dtype=None, name=None, as_ref=False: tf.constant(2.0), 150
    )
    return run(tf.convert_to_tensor(kind(0)))


def step_of(tf, run, make):
    return [tf.train.assert_global_step(make(tf)), tf.train.get_global_step()]


CALLS = {
    "half and double": lambda tf, run: [
        [one.name, run(tf.zeros([2], one))] for one in (tf.half, tf.double, tf.dtypes.half, tf.dtypes.double)
    ],
    "names": names,
    "unconnected none": lambda tf, run: unconnected(tf, run, lambda tf: tf.UnconnectedGradients.NONE),
    "unconnected zero": lambda tf, run: unconnected(tf, run, lambda tf: tf.UnconnectedGradients.ZERO),
    "unconnected by name": lambda tf, run: unconnected(tf, run, lambda tf: "zero"),
    "unconnected other": lambda tf, run: unconnected(tf, run, lambda tf: "one"),
    "aggregation_method": aggregated,
    "synchronization": synchronized,
    "synchronization trainable": lambda tf, run: synchronized(tf, run, trainable=True),
    "Variable ref": refs,
    "Variable set_shape": set_shape,
    "Variable proto": proto,
    "conversion": lambda tf, run: converted(tf, run, lambda x: run(tf.convert_to_tensor(x))),
    "conversion in an operation": lambda tf, run: converted(tf, run, lambda x: run(tf.add(x, [1.0, 1.0]))),
    "conversion beside a tensor": lambda tf, run: converted(
        tf, run, lambda x: run(tf.constant([2.0, 2.0]) * x)
    ),
    "conversion in a list": lambda tf, run: converted(tf, run, lambda x: run(tf.stack([x, x]))),
    "conversion with dtype": lambda tf, run: converted(
        tf, run, lambda x: run(tf.convert_to_tensor(x, tf.float64)), value=1.5
    ),
    "conversion to no tensor": lambda tf, run: converted(
        tf, run, tf.convert_to_tensor, lambda value, dtype=None, name=None, as_ref=False: 3
    ),
    "conversion in turn": second_choice,
    "conversion of numbers": lambda tf, run: tf.register_tensor_conversion_function(
        float, lambda *_, **__: None
    ),
    "conversion of arrays": lambda tf, run: tf.register_tensor_conversion_function(
        np.ndarray, lambda *_, **__: None
    ),
    "conversion of no type": lambda tf, run: tf.register_tensor_conversion_function(
        "a", lambda *_, **__: None
    ),
    "conversion by nothing": lambda tf, run: tf.register_tensor_conversion_function(Other, 3),
    "assert_global_step": lambda tf, run: step_of(tf, run, lambda tf: tf.Variable(0)),
    "assert_global_step tensor": lambda tf, run: step_of(tf, run, lambda tf: tf.constant(0, tf.int64)),
    "assert_global_step float": lambda tf, run: step_of(tf, run, lambda tf: tf.Variable(0.0)),
    "assert_global_step vector": lambda tf, run: step_of(tf, run, lambda tf: tf.Variable([0])),
    "assert_global_step number": lambda tf, run: step_of(tf, run, lambda tf: 0),
    "assert_global_step open": lambda tf, run: step_of(tf, run, lambda tf: tf.placeholder(tf.int32, None)),
    "name None": lambda tf, run: [tf.constant(1, name=None).name, tf.placeholder(tf.int32, name=None).name],
    "protos": lambda tf, run: [
        tf.train.SaverDef(max_to_keep=3).max_to_keep,
        tf.MetaGraphDef(meta_info_def=tf.MetaGraphDef.MetaInfoDef(tags=["t"])).meta_info_def.tags[0],
        tf.train.ClusterDef(job=[tf.train.JobDef(name="worker", tasks={0: "a:1"})]).job[0].tasks[0],
    ],
}
