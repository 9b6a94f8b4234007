# %% [markdown]
# Adds the parentheses, but still runs the initialiser before there is a default session.

# %% task="repaired" caught_by="repaired_value,repaired_closed" message="No default session"
def repaired(x_value, y_value):
    graph = tf.Graph()
    with graph.as_default():
        x = tf.Variable(x_value, name="x")
        y = tf.Variable(y_value, name="y")
        f = x * x * y + y + 2
        init = tf.global_variables_initializer()
        init.run()
        session = tf.InteractiveSession()
        result = f.eval()
        session.close()
    return result, session
