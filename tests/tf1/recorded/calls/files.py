"""Data sets of CSV files, and checkpoints and graphs that are read by name."""

import os
import tempfile


def elements(tf, run, dataset):
    following = tf.data.make_one_shot_iterator(dataset).get_next()
    found = []
    try:
        while len(found) < 20:
            found.append(run(following))
    except tf.errors.OutOfRangeError:
        pass
    return [found, tf.data.get_output_types(dataset)]


def of_file(content, make):
    def call(tf, run):
        with tempfile.TemporaryDirectory() as folder:
            name = os.path.join(folder, "a.csv")
            with open(name, "wb") as file:
                file.write(content)
            return elements(tf, run, make(tf, tf.data.experimental, name))

    return call


PLAIN = b'1,2.5,ab\n3,4.5,"c,""d"""\r\n5,,e\n'
HEADED = b"x,y,name,big\n1,0.5,a,3000000000\n2,1.5,b,4\n3,2.5,,5\n"


def frozen(tf, run):
    x = tf.placeholder(tf.float32, [2], name="x")
    tf.add(tf.nn.relu(x, name="r"), 1.0, name="y")
    graph_def = tf.get_default_graph().as_graph_def()
    cut = tf.graph_util.extract_sub_graph(graph_def, ["r"])
    names = [node.name for node in cut.node]
    y, r = tf.import_graph_def(graph_def, {"x:0": tf.constant([-1.0, 2.0])}, ["y:0", "r"], name="again")
    return [names, y.name, r.name, run(y)]


CALLS = {
    "CsvDataset": of_file(
        PLAIN,
        lambda tf, e, f: e.CsvDataset([f], [tf.int32, [0.0], tf.string], buffer_size=9, compression_type=""),
    ),
    "CsvDataset defaults": of_file(
        PLAIN, lambda tf, e, f: e.CsvDataset(f, [[0], [-1.0], ["z"]], field_delim=",")
    ),
    "CsvDataset required": of_file(
        PLAIN, lambda tf, e, f: e.CsvDataset(f, [tf.int32, tf.float32, tf.string])
    ),
    "CsvDataset select": of_file(
        PLAIN, lambda tf, e, f: e.CsvDataset(f, [tf.int64, tf.string], select_cols=[0, 2])
    ),
    "CsvDataset exclude": of_file(
        PLAIN, lambda tf, e, f: e.CsvDataset(f, [tf.int64, tf.string], exclude_cols=[1])
    ),
    "CsvDataset header": of_file(
        HEADED, lambda tf, e, f: e.CsvDataset(f, [tf.int32, tf.float64, [""], tf.int64], header=True)
    ),
    "CsvDataset delimiter": of_file(
        b"1;2\n", lambda tf, e, f: e.CsvDataset(f, [tf.int32] * 2, field_delim=";")
    ),
    "CsvDataset no quotes": of_file(
        b'1,"2"\n', lambda tf, e, f: e.CsvDataset(f, [tf.int32, tf.string], use_quote_delim=False)
    ),
    "CsvDataset na": of_file(b"1,NA\n", lambda tf, e, f: e.CsvDataset(f, [[0], [7]], na_value="NA")),
    "CsvDataset fields": of_file(b"1,2\n", lambda tf, e, f: e.CsvDataset(f, [tf.int32])),
    "CsvDataset no number": of_file(b"a\n", lambda tf, e, f: e.CsvDataset(f, [tf.int32])),
    "CsvDataset dtype": of_file(b"1\n", lambda tf, e, f: e.CsvDataset(f, [tf.int8])),
    "CsvDataset both": of_file(
        b"1\n", lambda tf, e, f: e.CsvDataset(f, [tf.int32], select_cols=[0], exclude_cols=[1])
    ),
    "make_csv_dataset": of_file(
        HEADED,
        lambda tf, e, f: e.make_csv_dataset(
            f, 2, label_name="y", num_epochs=1, shuffle=False, prefetch_buffer_size=1
        ),
    ),
    "make_csv_dataset names": of_file(
        PLAIN,
        lambda tf, e, f: e.make_csv_dataset(
            f,
            batch_size=3,
            column_names=["a", "b", "c"],
            column_defaults=[[0], [9.0], [""]],
            header=False,
            num_epochs=1,
            shuffle=False,
        ),
    ),
    "make_csv_dataset select": of_file(
        HEADED,
        lambda tf, e, f: e.make_csv_dataset(f, 3, select_columns=["x", "name"], num_epochs=1, shuffle=False),
    ),
    "make_csv_dataset label": of_file(HEADED, lambda tf, e, f: e.make_csv_dataset(f, 3, label_name="q")),
    "make_csv_dataset twice": of_file(
        HEADED, lambda tf, e, f: e.make_csv_dataset(f, 3, column_names=["a", "a"])
    ),
    "make_csv_dataset none": lambda tf, run: tf.data.experimental.make_csv_dataset("/nowhere/*", 2),
    "NewCheckpointReader none": lambda tf, run: tf.train.NewCheckpointReader("/nowhere/m"),
    "load_checkpoint none": lambda tf, run: tf.train.load_checkpoint(tempfile.gettempdir() + "/nowhere/m"),
    "graph": frozen,
    "import_graph_def of bytes": lambda tf, run: tf.import_graph_def(b""),
    "import_graph_def input_map": lambda tf, run: tf.import_graph_def(tf.GraphDef(), {"x": tf.constant(1.0)}),
    "import_graph_def return": lambda tf, run: tf.import_graph_def(tf.GraphDef(), return_elements=["x:0"]),
    "extract_sub_graph of text": lambda tf, run: tf.graph_util.extract_sub_graph(tf.GraphDef(), "x"),
}
