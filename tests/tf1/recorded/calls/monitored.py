"""Sessions that prepare themselves, hooks, and checkpoints."""

import os
import tempfile

import numpy as np


def _model(tf, start=3.0):
    """A variable, a loss, the global step and a training step; a summary of the loss."""
    w = tf.get_variable("part/w", initializer=start)
    step = tf.train.get_or_create_global_step()
    loss = tf.square(w)
    tf.summary.scalar("loss", loss)
    return w, loss, step, tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=step)


def _kinds(folder):
    """What is in a folder, without what depends on time or on how values are stored."""
    names = {
        name.split(".data-")[0].removesuffix(".index").removesuffix(".safetensors")
        for name in os.listdir(folder)
    }
    return sorted(
        {"events" if name.startswith("events.") else name for name in names if not name.endswith(".meta")}
    )


def _trained(tf, hooks, most=30, make=None, **arguments):
    """How many steps a monitored session makes with these hooks, and the weight then."""
    w, loss, step, train = _model(tf)
    made = hooks(tf, w, loss, step)
    open_session = make or (lambda tf, hooks: tf.train.MonitoredTrainingSession(hooks=hooks, **arguments))
    count, last = 0, None
    with open_session(tf, made) as sess:
        while not sess.should_stop() and count < most:
            _, last = sess.run([train, step])
            count += 1
        stopped = sess.should_stop()
    return count, stopped, sess.should_stop(), last, sess.graph is tf.get_default_graph()


def _spy(tf, seen):
    """A hook that notes what is called, and asks for the weight's double."""

    class Spy(tf.train.SessionRunHook):
        def begin(self):
            seen.append("begin")
            self.double = tf.get_variable_scope() and tf.global_variables()[0] * 2.0

        def after_create_session(self, session, coord):
            seen.append(("created", session.run(self.double), coord.should_stop()))

        def before_run(self, run_context):
            asked = run_context.original_args
            seen.append(
                ("before", asked.feed_dict is None, asked.options is None, run_context.stop_requested)
            )
            return tf.train.SessionRunArgs(fetches={"double": self.double}, feed_dict=None, options=None)

        def after_run(self, run_context, run_values):
            seen.append(("after", run_values.results["double"], run_context.session is not None))
            run_context.request_stop()

        def end(self, session):
            seen.append(("end", session.run(self.double)))

    return Spy()


def _called(tf, run, error):
    w, _, _, _ = _model(tf)
    seen = []
    try:
        with tf.train.MonitoredSession(
            session_creator=tf.train.ChiefSessionCreator(), hooks=[_spy(tf, seen)], stop_grace_period_secs=5
        ) as sess:
            seen.append(sess.run(w))
            seen.append(sess.should_stop())
            if error:
                raise error
    except KeyError:
        seen.append("KeyError")
    return seen


def _after_stop(tf, run):
    w, *_ = _model(tf)
    with tf.train.MonitoredSession(hooks=[_spy(tf, [])]) as sess:
        sess.run(w)
        sess.run(w)


def _closed(tf, run):
    w, *_ = _model(tf)
    sess = tf.train.SingularMonitoredSession()
    value = sess.run(w), sess.raw_session() is not None
    sess.close()
    return value, sess.should_stop()


def _fed_twice(tf, run):
    x = tf.placeholder(tf.float32)
    hook = tf.train.FeedFnHook(feed_fn=lambda: {x: 1.0})
    with tf.train.MonitoredSession(hooks=[hook]) as sess:
        sess.run(x, {x: 3.0})


def _fed(tf, run):
    x = tf.placeholder(tf.float32)
    double = x * 2.0
    with tf.train.MonitoredSession(hooks=[tf.train.FeedFnHook(lambda: {x: 1.0})]) as sess:
        return sess.run(double)


def _step_fn(tf, run):
    _w, _, step, train = _model(tf)

    def one(step_context):
        step_context.session.run(train)
        step_context.run_with_hooks(train)
        if step_context.session.run(step) >= 4:
            step_context.request_stop()
        return 7

    with tf.train.MonitoredSession() as sess:
        got = [sess.run_step_fn(one), sess.should_stop()]
        sess.run_step_fn(one)
        return got, sess.should_stop()


def _wrong_step_fn(tf, run):
    _model(tf)
    with tf.train.MonitoredSession() as sess:
        sess.run_step_fn(lambda other: None)


def _data_ends(tf, run):
    x = tf.train.range_input_producer(4, num_epochs=1, shuffle=False).dequeue()
    got = []
    with tf.train.MonitoredSession() as sess:
        while not sess.should_stop():
            got.append(sess.run(x))
    return got


def _files(tf, run):
    """Two sessions on one folder: the second goes on where the first ended."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = {
            "checkpoint_dir": folder, "save_checkpoint_steps": 2, "save_summaries_steps": 2, "log_step_count_steps": 2,
            "is_chief": True, "config": None, "stop_grace_period_secs": 9, "save_graph_def": True,
        }  # fmt: skip
        first = _trained(tf, lambda tf, *_: [tf.train.StopAtStepHook(num_steps=5)], **arguments)
        one = _kinds(folder)
        with tf.Graph().as_default():
            again = _trained(tf, lambda tf, *_: [tf.train.StopAtStepHook(last_step=8)], **arguments)
        return first, one, again, _kinds(folder), os.path.basename(tf.train.latest_checkpoint(folder))


def _summary_folder(tf, run):
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
        _trained(
            tf, lambda tf, *_: [], 3, checkpoint_dir=folder, summary_dir=other, save_checkpoint_secs=None,
            save_summaries_secs=60, chief_only_hooks=[tf.train.StopAtStepHook(2)],
        )  # fmt: skip
        return _kinds(folder), _kinds(other)


def _saved(tf, run):
    """A hook that saves, and its listener."""
    seen = []

    class Listener(tf.train.CheckpointSaverListener):
        def begin(self):
            seen.append("begin")

        def before_save(self, session, global_step_value):
            seen.append(("before", int(global_step_value)))

        def after_save(self, session, global_step_value):
            seen.append(("after", int(global_step_value)))
            return global_step_value >= 6

        def end(self, session, global_step_value):
            seen.append(("end", int(global_step_value)))

    with tempfile.TemporaryDirectory() as folder:

        def hooks(tf, w, loss, step):
            return [
                tf.train.CheckpointSaverHook(
                    folder, save_secs=None, save_steps=3, saver=tf.train.Saver(max_to_keep=2),
                    checkpoint_basename="mine", scaffold=None, listeners=[Listener()], save_graph_def=False,
                )
            ]  # fmt: skip

        return _trained(tf, hooks), seen, [n for n in _kinds(folder) if n != "events"]


def _scaffold(tf, run):
    w, _loss, step, _train = _model(tf)
    x = tf.placeholder(tf.float32, [])
    other, eight = tf.Variable(x, name="other"), w.assign(8.0)
    scaffold = tf.train.Scaffold(
        init_op=tf.variables_initializer([w, step, other]), init_feed_dict={x: 5.0},
        init_fn=lambda scaffold, sess: sess.run(eight), ready_op=tf.constant([], tf.string),
        ready_for_local_init_op=tf.constant([], tf.string), local_init_op=tf.assign(other, x + 1.0).op,
        summary_op=tf.constant("s"), saver=tf.train.Saver([w]), copy_from_scaffold=None, local_init_feed_dict={x: 2.0},
    )  # fmt: skip
    copied = tf.train.Scaffold(copy_from_scaffold=scaffold)
    with tf.train.SingularMonitoredSession(scaffold=copied, hooks=None, master="", config=None) as sess:
        values = sess.run([w, other, copied.summary_op])
    return values, copied.saver is scaffold.saver, copied.init_op is scaffold.init_op


def _made(tf, run):
    _model(tf)
    tf.Variable(1.0, collections=[tf.GraphKeys.LOCAL_VARIABLES], name="local")
    scaffold = tf.train.Scaffold().finalize()
    with tf.Session() as sess:
        before = sess.run([scaffold.ready_op, scaffold.ready_for_local_init_op])
        sess.run(scaffold.init_op)
        between = sess.run([scaffold.ready_op, scaffold.ready_for_local_init_op])
        sess.run(scaffold.local_init_op)
        after = sess.run(scaffold.ready_op)
    return [sorted(x.tolist()) for x in (*before, *between, after)], len(tf.get_collection("savers"))


def _manager(tf, run):
    w, _, _step, _train = _model(tf)
    saver = tf.train.Saver()
    names = tf.report_uninitialized_variables() if hasattr(tf, "report_uninitialized_variables") else None
    with tempfile.TemporaryDirectory() as folder:
        manager = tf.train.SessionManager(ready_op=names, graph=tf.get_default_graph(), recovery_wait_secs=1)
        init = tf.global_variables_initializer()
        fresh, restored = manager.recover_session("", saver=saver, checkpoint_dir=folder)
        fresh.close()
        with manager.prepare_session(
            "", init_op=init, saver=saver, checkpoint_dir=folder, wait_for_checkpoint=False, max_wait_secs=1,
            config=None, init_feed_dict=None, init_fn=lambda sess: sess.run(w.assign(4.0)),
        ) as sess:  # fmt: skip
            first = sess.run(w)
            path = saver.save(sess, os.path.join(folder, "m"))
        with manager.prepare_session(
            "", init_op=init, saver=saver, checkpoint_filename_with_path=path
        ) as sess:
            second = sess.run(w)
        sess, again = manager.recover_session("", saver=saver, checkpoint_dir=folder)
        with sess:
            return restored, first, second, again, sess.run(w)


def _not_ready(tf, run):
    tf.get_variable("v", initializer=1.0)
    tf.train.SessionManager().prepare_session("")


def _supervised(tf, run):
    _, _, step, train = _model(tf)
    with tempfile.TemporaryDirectory() as folder:
        arguments = {"logdir": folder, "save_model_secs": 0, "save_summaries_secs": 0}
        sv = tf.train.Supervisor(checkpoint_basename="m", **arguments)
        with sv.managed_session("", config=None, start_standard_services=True) as sess:
            while not sv.should_stop():
                if sess.run([train, step])[1] >= 4:
                    sv.request_stop()
            sv.summary_computed(sess, sess.run(sv.summary_op), global_step=4)
            path = sv.saver.save(sess, sv.save_path, global_step=sv.global_step)
        with tf.Graph().as_default():
            _, _, step, _ = _model(tf)
            sv = tf.train.Supervisor(global_step=step, summary_op=None, init_fn=None, **arguments)
            with sv.managed_session() as sess:
                again = sess.run(step)
        return os.path.basename(path), again, sv.is_chief, sv.coord.should_stop(), _kinds(folder)


def _supervised_error(tf, run):
    _model(tf)
    with tf.train.Supervisor().managed_session():
        raise KeyError("lost")


def _loop(tf, run):
    _w, _, step, train = _model(tf)
    sv = tf.train.Supervisor()
    got = []

    def one(sess, most, by):
        got.append(sess.run([train, step])[1])
        if len(got) >= most:
            sv.request_stop()

    tf.train.basic_train_loop(sv, one, args=(3,), kwargs={"by": 1}, master="")
    return len(got)


def _final(tf, run):
    hook = tf.train.FinalOpsHook(final_ops=tf.constant(2.0) * 2.0, final_ops_feed_dict=None)
    return _trained(tf, lambda *_: [hook], most=2), hook.final_ops_values


def _timer(tf, run):
    timer = tf.train.SecondOrStepTimer(every_secs=None, every_steps=3)
    got = [timer.should_trigger_for_step(5), timer.last_triggered_step(), timer.update_last_triggered_step(5)]
    got += [timer.should_trigger_for_step(step) for step in (5, 6, 7, 8, 20)]
    return got, timer.update_last_triggered_step(9)[1], timer.last_triggered_step()


def _checkpoint(tf, use):
    """Call ``use(tf, folder, path)`` beside a checkpoint of two variables."""
    with tempfile.TemporaryDirectory() as folder:
        with tf.Graph().as_default(), tf.Session() as sess:
            tf.get_variable("old/w", initializer=np.array([1.0, 2.0], np.float32))
            tf.get_variable("old/n", initializer=7)
            sess.run(tf.global_variables_initializer())
            path = tf.train.Saver().save(sess, os.path.join(folder, "m"), global_step=3)
        return use(tf, folder, path)


def _start(tf, folder, path, mapping, call=None):
    made = [
        tf.get_variable("new/w", initializer=np.zeros(2, np.float32)),
        tf.get_variable("new/n", initializer=0),
        tf.get_variable("old/w", initializer=np.zeros(2, np.float32)),
    ]
    mapping = mapping(made) if callable(mapping) else mapping
    (call or (lambda: tf.train.init_from_checkpoint(folder, mapping)))()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        return sess.run(made)


def _warm(**arguments):
    return lambda tf, run: _checkpoint(
        tf,
        lambda tf, folder, path: _start(
            tf, folder, path, None, lambda: tf.train.warm_start(ckpt_to_initialize_from=path, **arguments)
        ),
    )


def _init(mapping):
    return lambda tf, run: _checkpoint(tf, lambda tf, folder, path: _start(tf, folder, path, mapping))


def _reader(tf, folder, path):
    reader = tf.train.load_checkpoint(folder)
    return (
        tf.train.list_variables(path), tf.train.load_variable(folder, "old/w"), reader.has_tensor("old/n"),
        reader.has_tensor("other"), reader.get_tensor("old/n"), reader.get_variable_to_shape_map()["old/w"],
        reader.get_variable_to_dtype_map()["old/w"].name,
    )  # fmt: skip


def _accounts(tf, folder, path):
    old = os.path.join(folder, "m-1")
    tf.train.update_checkpoint_state(
        folder, path, all_model_checkpoint_paths=[old, path], latest_filename="list",
        all_model_checkpoint_timestamps=[1.0, 2.0], last_preserved_timestamp=1.0,
    )  # fmt: skip
    state = tf.train.get_checkpoint_state(folder, latest_filename="list")
    proto = tf.train.generate_checkpoint_state_proto(folder, "m-3", ["m-1", "m-3"])
    times = tf.train.get_checkpoint_mtimes([path])
    steps = [
        os.path.basename(p) for p in tf.train.checkpoints_iterator(folder, min_interval_secs=0, timeout=0)
    ]
    tf.train.remove_checkpoint(path, checkpoint_format_version=2, meta_graph_suffix="meta")
    return (
        [os.path.basename(p) for p in (state.model_checkpoint_path, *state.all_model_checkpoint_paths)],
        proto.model_checkpoint_path, list(proto.all_model_checkpoint_paths), len(times), steps, _kinds(folder),
    )  # fmt: skip


def _lists(tf, run):
    tf.get_variable("v", initializer=1.0)
    saver = tf.train.Saver()
    saver.build()
    saver.set_last_checkpoints(["a", "b"])
    got = list(saver.last_checkpoints)
    saver.set_last_checkpoints_with_time([("c", 1.0), ("d", 2.0)])
    return got, list(saver.last_checkpoints)


def _written(tf, run):
    tf.constant(1.0, name="one")
    with tempfile.TemporaryDirectory() as folder:
        path = tf.train.write_graph(tf.get_default_graph(), folder, "g.txt", as_text=True)
        tf.train.write_graph(tf.get_default_graph(), os.path.join(folder, "new"), "g.pb", as_text=False)
        with open(path) as file:
            return 'name: "one"' in file.read(), os.path.basename(path), sorted(os.listdir(folder))


CALLS = {
    "StopAtStepHook num_steps": lambda tf, run: _trained(
        tf, lambda tf, *_: [tf.train.StopAtStepHook(num_steps=4)]
    ),
    "StopAtStepHook last_step": lambda tf, run: _trained(
        tf, lambda tf, *_: [tf.train.StopAtStepHook(last_step=6)]
    ),
    "StopAtStepHook of both": lambda tf, run: tf.train.StopAtStepHook(1, 2),
    "LoggingTensorHook": lambda tf, run: _trained(
        tf,
        lambda tf, w, loss, step: [
            tf.train.LoggingTensorHook(
                {"loss": loss}, every_n_iter=2, at_end=True, formatter=lambda v: str(v)
            ),
            tf.train.LoggingTensorHook([w.op.name], every_n_secs=60),
            tf.train.LoggingTensorHook([loss], at_end=True),
        ],
        most=5,
    ),
    "LoggingTensorHook of nothing": lambda tf, run: tf.train.LoggingTensorHook(["a"]),
    "LoggingTensorHook 0": lambda tf, run: tf.train.LoggingTensorHook(["a"], every_n_iter=0),
    "NanTensorHook": lambda tf, run: _trained(
        tf, lambda tf, w, loss, step: [tf.train.NanTensorHook(loss * float("nan"), fail_on_nan_loss=True)]
    ),
    "NanTensorHook stops": lambda tf, run: _trained(
        tf, lambda tf, w, loss, step: [tf.train.NanTensorHook(tf.where(step > 2, w * np.nan, w), False)]
    ),
    "NanTensorHook fine": lambda tf, run: _trained(
        tf, lambda tf, w, loss, _: [tf.train.NanTensorHook(loss)], 3
    ),
    "FinalOpsHook": _final,
    "GlobalStepWaiterHook": lambda tf, run: _trained(
        tf, lambda tf, *_: [tf.train.GlobalStepWaiterHook(0)], 2
    ),
    "StepCounterHook": lambda tf, run: _trained(
        tf, lambda tf, *_: [tf.train.StepCounterHook(every_n_steps=2, every_n_secs=None, output_dir=None)], 5
    ),
    "StepCounterHook of both": lambda tf, run: tf.train.StepCounterHook(every_n_secs=1),
    "SummarySaverHook of nothing": lambda tf, run: tf.train.SummarySaverHook(save_steps=1),
    "CheckpointSaverHook of both": lambda tf, run: tf.train.CheckpointSaverHook(
        "x", save_secs=1, save_steps=1
    ),
    "CheckpointSaverHook": _saved,
    "FeedFnHook": _fed,
    "FeedFnHook twice": _fed_twice,
    "SessionRunHook": lambda tf, run: _called(tf, run, None),
    "SessionRunHook error": lambda tf, run: _called(tf, run, KeyError("lost")),
    "SessionRunHook end of data": lambda tf, run: _called(tf, run, StopIteration()),
    "run after a stop": _after_stop,
    "SingularMonitoredSession": _closed,
    "run_step_fn": _step_fn,
    "run_step_fn of another parameter": _wrong_step_fn,
    "MonitoredSession with queues": _data_ends,
    "MonitoredTrainingSession": _files,
    "MonitoredTrainingSession summary_dir": _summary_folder,
    "Scaffold": _scaffold,
    "Scaffold finalize": _made,
    "Scaffold of another": lambda tf, run: tf.train.Scaffold(copy_from_scaffold=3),
    "SessionManager": _manager,
    "SessionManager without init": _not_ready,
    "SessionManager ready_for_local_init_op": lambda tf, run: tf.train.SessionManager(
        ready_for_local_init_op=tf.constant([], tf.string)
    ),
    "Supervisor": _supervised,
    "Supervisor error": _supervised_error,
    "basic_train_loop": _loop,
    "SecondOrStepTimer": _timer,
    "SecondOrStepTimer of nothing": lambda tf, run: tf.train.SecondOrStepTimer(),
    "load_checkpoint": lambda tf, run: _checkpoint(tf, _reader),
    "load_variable of another": lambda tf, run: _checkpoint(
        tf, lambda tf, d, path: tf.train.load_variable(d, "x")
    ),
    "init_from_checkpoint scope": _init({"old/": "new/"}),
    "init_from_checkpoint name": _init({"old/w": "new/w"}),
    "init_from_checkpoint variable": _init(lambda made: {"old/w": made[0], "old/n": made[1]}),
    "init_from_checkpoint pairs": _init(lambda made: [("old/w", made[0]), ("old/w", made[2])]),
    "init_from_checkpoint lacks": _init(lambda made: {"other": made[0]}),
    "init_from_checkpoint of another shape": _init(lambda made: {"old/w": made[1]}),
    "init_from_checkpoint of no variable": _init({"old/w": "other"}),
    "init_from_checkpoint of no scope": _init({"old/": "other/"}),
    "warm_start": _warm(vars_to_warm_start="old", var_name_to_vocab_info=None),
    "warm_start renamed": _warm(
        vars_to_warm_start=["new"], var_name_to_prev_var_name={"new/w": "old/w", "new/n": "old/n"}
    ),
    "warm_start of nothing": _warm(vars_to_warm_start=None),
    "checkpoint state": lambda tf, run: _checkpoint(tf, _accounts),
    "Saver lists": _lists,
    "write_graph": _written,
    "ClusterSpec": lambda tf, run: str(type(tf.train.ClusterSpec({"worker": ["a:1"]})).__name__),
    "replica_device_setter": lambda tf, run: tf.train.replica_device_setter(ps_tasks=0),
}
DIFFERENT = {"ClusterSpec": "lessonlib runs in one process"}
