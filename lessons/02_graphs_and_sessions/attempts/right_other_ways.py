# %% [markdown]
# Right, in other words: `tf.assign` in place of `assign_add`, `tf.multiply` and `tf.square` in place of
# operators, `eval` inside `with`, tuples for lists, capital letters, and more spaces in the answers.

# %% task="polynomial_graph"
def polynomial_graph(x_value, y_value):
    parts = {"graph": tf.Graph()}
    with parts["graph"].as_default():
        parts["y"] = tf.Variable(y_value, name="y")
        parts["x"] = tf.Variable(x_value, name="x")
        parts["f"] = tf.add_n(
            [tf.multiply(tf.square(parts["x"]), parts["y"]), tf.identity(parts["y"]), tf.constant(2)]
        )
    return parts


# %% task="q1_why_a_graph"
q1_advantages = ("G", "e", "c", "a")
q1_drawbacks = ["f", "d", "d"]


# %% task="repaired"
def repaired(x_value, y_value):
    with tf.Graph().as_default():
        x = tf.Variable(x_value, name="x")
        y = tf.Variable(y_value, name="y")
        f = x * (x * y) + (y + 2)
        session = tf.InteractiveSession()
        try:
            for variable in (x, y):
                variable.initializer.run()
            return int(f.eval()), session
        finally:
            session.close()


# %% task="q2_and_q3"
q2 = "Yes "
q3 = "NO"

# %% task="predict_ticks"
separately = (10, 200)
together = (30.0, 300.0)

# %% task="q4_two_graphs"
q4 = " no"
q4_last_line = "ValueError"
q4_remedy = "B"


# %% task="sample_summary"
def sample_summary(numbers):
    with numbers.graph.as_default():
        fetches = [
            numbers,
            tf.reduce_sum(numbers) / tf.cast(tf.size(numbers), tf.float32),
            tf.reduce_max(numbers),
        ]
    with tf.Session(graph=numbers.graph) as session:
        drawn, mean, largest = session.run(fetches)
    return dict(numbers=drawn.tolist(), mean=float(mean), largest=float(largest))


# %% task="q8_predict"
q8_B, q8_C, q8_C_and_D, q8_D = "error", 6.0, "error", 27.0


# %% task="centring_graph"
def centring_graph():
    graph = tf.Graph()
    with graph.as_default():
        X = tf.placeholder("float32", [None, 3])
        means = tf.reduce_sum(X, 0) / tf.cast(tf.shape(X)[0], tf.float32)
        centred = tf.subtract(X, tf.reshape(means, (1, 3)))
    return dict(graph=graph, X=X, means=means, centred=centred)


# %% task="q9_feed"
q9 = "C"
q9_computed = ("y",)


# %% task="loss_of"
def loss_of(model, guesses, targets):
    with tf.Session(graph=model["loss"].graph):
        return model["loss"].eval(
            {model["prediction"]: np.array(guesses), model["target"]: np.array(targets)}
        )


# %% task="setter_graph"
def setter_graph():
    graph = tf.Graph()
    with graph.as_default():
        x = tf.Variable(tf.random_uniform(shape=(), minval=0.0, maxval=1.0))
        new_value = tf.placeholder(shape=(), dtype=tf.float32)
        set_x = x.assign(new_value).op
    return {"graph": graph, "x": x, "new_value": new_value, "set_x": set_x}


# %% task="counter_graph"
def counter_graph(start):
    graph = tf.Graph()
    with graph.as_default():
        count = tf.Variable(start, name="count")
        tick = tf.assign(count, count + 1)
    return {"graph": graph, "count": count, "tick": tick}


# %% task="q5_and_q6"
q6_born, q6_gone = "B", "E"
q5 = " Own "


# %% task="work"
def work(counter, times):
    sess = tf.Session(graph=counter["graph"])
    try:
        sess.run(counter["count"].initializer)
        done = 0
        while done < times:
            sess.run(counter["tick"])
            done += 1
        return int(sess.run(counter["count"]))
    finally:
        sess.close()
