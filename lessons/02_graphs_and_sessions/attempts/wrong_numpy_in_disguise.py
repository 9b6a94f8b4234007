# %% [markdown]
# Uses real graphs, but calculates what they should calculate with NumPy or Python, beside them.

# %% task="polynomial_graph" caught_by="polynomial_value,repaired_value,summary_of_one_draw,loss_of_guesses,threads_count_alone" message="Build f from the variables"
def polynomial_graph(x_value, y_value):
    graph = tf.Graph()
    with graph.as_default():
        x = tf.Variable(x_value, name="x")
        y = tf.Variable(y_value, name="y")
        f = (x - x) + (y - y) + (x_value * x_value * y_value + y_value + 2)
    return {"graph": graph, "x": x, "y": y, "f": f}


# %% task="repaired"
def repaired(x_value, y_value):
    with tf.Graph().as_default():
        x = tf.Variable(x_value, name="x")
        y = tf.Variable(y_value, name="y")
        session = tf.InteractiveSession()
        session.run([x.initializer, y.initializer])
        session.close()
    return x_value * x_value * y_value + y_value + 2, session


# %% task="sample_summary"
def sample_summary(numbers):
    drawn = np.random.default_rng().random(numbers.shape.as_list()).astype(np.float32)
    return {"numbers": drawn, "mean": drawn.mean(), "largest": drawn.max()}


# %% task="loss_of"
def loss_of(model, guesses, targets):
    return float(np.mean((np.array(guesses) - np.array(targets)) ** 2))


# %% task="work"
def work(counter, times):
    with tf.Session(graph=counter["graph"]) as sess:
        sess.run(counter["count"].initializer)
        return sess.run(counter["count"]) + times
