"""tf.train.Checkpoint and tf.train.CheckpointManager: what fits, what is initialised, how files are numbered."""

import os
import tempfile


def in_folder(call):
    def inside(tf, run):
        v, w = tf.Variable([1.0, 2.0], name="v"), tf.Variable(3.0, name="w")
        run([])
        with tempfile.TemporaryDirectory() as folder:
            return call(tf, run, v, w, os.path.join(folder, "m"))

    return inside


def fits(check, saved, wanted):
    """What a check says of the objects ``wanted(v, w)`` and a file of ``saved(v, w)``."""

    def call(tf, run, v, w, path):
        saving = tf.train.Checkpoint(**saved(tf, v, w)).save(path)
        getattr(tf.train.Checkpoint(**wanted(tf, v, w)).restore(saving), check)()
        return "fits"

    return in_folder(call)


def restored(how, wanted):
    """The variables after saving v alone, changing both and restoring."""

    def call(tf, run, v, w, path):
        saving = tf.train.Checkpoint(v=v).save(path)
        run([v.assign([0.0, 0.0]), w.assign(0.0)])
        getattr(tf.train.Checkpoint(**wanted(tf, v, w)).restore(saving), how)()
        return run([v, w])

    return in_folder(call)


def from_saver(tf, run, v, w, path, names=("v", "w")):
    chosen = [variable for variable in (v, w) if variable.op.name in names]
    saving = tf.train.Saver(chosen).save(tf.get_default_session(), path, write_meta_graph=False)
    run([v.assign([0.0, 0.0]), w.assign(0.0)])
    tf.train.Checkpoint(x=v, y=w).restore(saving).initialize_or_restore()
    return run([v, w])


def by_saver(tf, run, v, w, path):
    saving = tf.train.Checkpoint(x=v, y=w).save(path)
    run([v.assign([0.0, 0.0]), w.assign(0.0)])
    tf.train.Saver([v, w]).restore(tf.get_default_session(), saving)
    return run([v, w])


def keys(tf, run, v, w, path):
    """The keys of a file that holds lists, dictionaries, checkpoints, layers and cells."""
    layer, cell = tf.layers.Dense(2), tf.nn.rnn_cell.LSTMCell(2)
    stack = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(2), tf.nn.rnn_cell.BasicRNNCell(1)])
    norm = tf.layers.BatchNormalization()
    norm(layer(tf.ones([1, 3])))
    cell(tf.ones([1, 2]), cell.zero_state(1, tf.float32))
    stack(tf.ones([1, 2]), stack.zero_state(1, tf.float32), scope="stack")
    optimizer = tf.train.MomentumOptimizer(0.1, 0.9)
    optimizer.minimize(tf.reduce_sum(v * w))
    held = tf.train.Checkpoint(
        a=[v, {"k/l.m": w}],
        b=tf.train.Checkpoint(x=v),
        layer=layer,
        norm=norm,
        cell=cell,
        stack=stack,
        o=optimizer,
    )
    tf.get_default_session().run(tf.global_variables_initializer())
    return [[name, list(shape)] for name, shape in tf.train.list_variables(held.save(path))]


def numbers(tf, run, v, w, path):
    """Paths of a checkpoint's saves, and the state file."""
    held, folder = tf.train.Checkpoint(v=v), os.path.dirname(path)
    paths = [held.save(path), held.write(path), held.save(path)]
    state = tf.train.get_checkpoint_state(folder)
    listed = [*paths, state.model_checkpoint_path, *state.all_model_checkpoint_paths]
    return [[os.path.relpath(one, folder) for one in listed], run(held.save_counter)]


def managed(**options):
    """What remains of saves at several steps."""

    def call(tf, run, v, w, path):
        if "checkpoint_interval" in options:
            options["step_counter"] = w
        held = tf.train.Checkpoint(v=v)
        manager = tf.train.CheckpointManager(held, path, **options)
        said = [manager.latest_checkpoint, manager.checkpoints]
        for number in (None, None, 9, None, 9):
            said.append(manager.save(checkpoint_number=number))
            run(w.assign_add(1.0))
        said += [manager.latest_checkpoint, *manager.checkpoints]
        again = tf.train.CheckpointManager(held, path, **options)
        said += [again.latest_checkpoint, *again.checkpoints, manager.directory]
        said = [os.path.relpath(one, path) if isinstance(one, str) else one for one in said]
        kept = sorted({name.partition(".")[0] for name in os.listdir(path)})
        return [said, kept, run(held.save_counter)]

    return in_folder(call)


def only_v(tf, v, w):
    return {"v": v}


def both(tf, v, w):
    return {"v": v, "w": w}


def other(tf, v, w):
    return {"other": w}


def exchanged(tf, v, w):
    return {"v": w}


CALLS = {
    "the keys of objects": in_folder(keys),
    "numbers of files": in_folder(numbers),
    "consumed": fits("assert_consumed", both, both),
    "not consumed": fits("assert_consumed", both, only_v),
    "an object without a value": fits("assert_consumed", only_v, both),
    "existing objects matched": fits("assert_existing_objects_matched", both, only_v),
    "an existing object without a value": fits("assert_existing_objects_matched", only_v, both),
    "nontrivial match": fits("assert_nontrivial_match", only_v, both),
    "restored": restored("run_restore_ops", only_v),
    "restored and initialised": restored("initialize_or_restore", both),
    "not in the file": restored("run_restore_ops", other),
    "not in the file, initialised": restored("initialize_or_restore", other),
    "another shape": restored("run_restore_ops", exchanged),
    "a saver's file": in_folder(from_saver),
    "a saver's file without one": in_folder(lambda *args: from_saver(*args, names="v")),
    "a saver that reads objects": in_folder(by_saver),
    "no file, run": in_folder(
        lambda tf, run, v, w, path: tf.train.Checkpoint(v=v).restore(None).run_restore_ops()
    ),
    "no file, checked": in_folder(
        lambda tf, run, v, w, path: tf.train.Checkpoint(v=v).restore(None).assert_consumed()
    ),
    "no file, initialised": in_folder(
        lambda tf, run, v, w, path: [
            run(v.assign([0.0, 0.0])),
            tf.train.Checkpoint(v=v).restore(None).initialize_or_restore(),
            run(v),
        ]
    ),
    "a missing file": in_folder(lambda tf, run, v, w, path: tf.train.Checkpoint(v=v).restore(path)),
    "a number is no object": in_folder(lambda tf, run, v, w, path: tf.train.Checkpoint(v=3)),
    "a tensor is no object": in_folder(lambda tf, run, v, w, path: tf.train.Checkpoint(v=v.read_value())),
    "a name is needed": in_folder(lambda tf, run, v, w, path: tf.train.Checkpoint(v)),
    "managed, two stay": managed(max_to_keep=2),
    "managed, all stay": managed(max_to_keep=None),
    "managed, another name": managed(max_to_keep=1, checkpoint_name="model"),
    "managed, an interval": managed(max_to_keep=3, checkpoint_interval=2),
    "managed, none stay": managed(max_to_keep=0),
    "managed, an interval of nothing": in_folder(
        lambda tf, run, v, w, path: tf.train.CheckpointManager(
            tf.train.Checkpoint(v=v), path, max_to_keep=1, checkpoint_interval=2
        )
    ),
}
DIFFERENT = {
    "a saver's file": "TensorFlow 2.21 asks the file for save_counter, which no saver writes; TensorFlow 1.15 does not",
}
