# %% [markdown]
# Plain Python lists and loops, scikit-learn for the table, arrays given as x and y, and the last network as a
# graph that standardises inside.


# %% task="read_flowers"
def read_flowers(text):
    import csv

    lines = [row for row in csv.reader(text.split("\n")) if row]
    n, d, names = int(lines[0][0]), int(lines[0][1]), lines[0][2:]
    X, y = [], []
    for row in lines[1:]:
        if len(row) - 1 != d:
            raise ValueError("wrong number of values")
        X.append([float(value) for value in row[:d]])
        y.append(int(row[d]))
    if len(y) != n:
        raise ValueError("wrong number of rows")
    return [X, y, tuple(names)]


# %% task="count_parameters"
def count_parameters(sizes):
    total = 0
    for i in range(1, len(sizes)):
        total += (sizes[i - 1] + 1) * sizes[i]
    return total


# %% task="questions"
q3_steps = 1500.0
q3_wrong = "4"
q3_input = "C"
q3_border = " D "


# %% task="confusion"
def confusion(y_true, y_hat, num_classes):
    from sklearn.metrics import confusion_matrix

    return confusion_matrix(y_true, y_hat, labels=range(num_classes))


def recalls(table):
    return [float(row[k]) / sum(row) for k, row in enumerate(table.tolist())]


# %% task="standardise"
def standardise(train, new):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(train)
    return [scaler.transform(train), scaler.transform(new)]


# %% task="trained_classifier"
def trained_classifier(X, y, hidden_units, n_classes, steps):
    columns = [tf.contrib.layers.real_valued_column("", dimension=len(X[0]))]
    return tf.contrib.learn.DNNClassifier(hidden_units, columns, n_classes=n_classes).fit(X, y, steps=steps)


# %% task="train_mlp"
def train_mlp(X, y, sizes, seed):
    mean, deviation = X.mean(axis=0), X.std(axis=0)
    graph = tf.Graph()
    with graph.as_default():
        tf.set_random_seed(seed)
        rows = tf.placeholder(tf.float32, (None, sizes[0]))
        labels = tf.placeholder(tf.int64, (None,))
        layer = (rows - mean) / deviation
        for units in sizes[1:-1]:
            layer = tf.layers.dense(layer, units, tf.nn.relu)
        scores = tf.layers.dense(layer, sizes[-1])
        cost = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=scores))
        step = tf.train.AdamOptimizer(0.02).minimize(cost)
        p = tf.nn.softmax(scores)
        sess = tf.Session()
        sess.run(tf.global_variables_initializer())
    for _ in range(200):
        sess.run(step, {rows: X, labels: y})
    return lambda new: sess.run(p, {rows: new})
