# %% [markdown]
# Corrects the order, but leaves `session.close` without parentheses: the session stays open.

# %% task="repaired" caught_by="repaired_closed" message="raises no error"
def repaired(x_value, y_value):
    graph = tf.Graph()
    with graph.as_default():
        x = tf.Variable(x_value, name="x")
        y = tf.Variable(y_value, name="y")
        f = x * x * y + y + 2
        init = tf.global_variables_initializer()
        session = tf.InteractiveSession()
        init.run()
        result = f.eval()
        session.close
    return result, session
