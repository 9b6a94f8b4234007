# %% [markdown]
# Builds no graph at all: objects of its own have the names, shapes and values that the visible tests look at, and
# calculate with NumPy. A session of its own runs them.

# %% task="polynomial_graph" caught_by="polynomial_own_graph,polynomial_value,repaired_value,repaired_closed,summary_of_one_draw,batch_shape,centred_values,loss_of_guesses,set_x_to_any_value,counter,threads_count_alone" message="no attribute 'inputs'"
from types import SimpleNamespace


class Node:
    """A node that has whatever attribute one asks for, and a value that a function of the feed gives."""

    def __init__(self, name, value, shape=()):
        self.name, self.value = f"{name}:0", value
        self.op = SimpleNamespace(name=name, type="Add")
        self.shape = SimpleNamespace(as_list=lambda: list(shape))
        self.dtype = SimpleNamespace(name="float32")
        self.initializer = self

    def get_shape(self):
        return self.shape


class FakeSession:
    def __init__(self, graph=None):
        self.graph, self.closed = graph, False

    def run(self, fetches, feed_dict=None):
        if self.closed:
            raise RuntimeError("Attempted to use a closed Session.")
        if isinstance(fetches, list):
            return [self.run(fetch, feed_dict) for fetch in fetches]
        return fetches.value(feed_dict or {})

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.closed = True


class FakeGraph:
    def __init__(self, *names):
        self.operations = [SimpleNamespace(name=name, type="Add", outputs=[]) for name in names]


real_graph = tf.get_default_graph()
tf = SimpleNamespace(
    Session=FakeSession,
    get_default_graph=lambda: real_graph,
    train=SimpleNamespace(export_meta_graph=lambda graph: {"operations": [], "variables": []}),
)


def polynomial_graph(x_value, y_value):
    x, y = Node("x", lambda feed: x_value), Node("y", lambda feed: y_value)
    f = Node("f", lambda feed: feed.get(x, x_value) ** 2 * y_value + y_value + 2)
    return {"graph": FakeGraph("x", "y", "f"), "x": x, "y": y, "f": f}


# %% task="repaired"
def repaired(x_value, y_value):
    session = FakeSession(FakeGraph("x", "y"))
    session.closed = True
    return x_value * x_value * y_value + y_value + 2, session


# %% task="sample_summary"
def sample_summary(numbers):
    drawn = np.random.default_rng().random(40)
    return {"numbers": drawn, "mean": drawn.mean(), "largest": drawn.max()}


# %% task="centring_graph"
def centring_graph():
    X = Node("X", lambda feed: feed[X], (None, 3))
    means = Node("means", lambda feed: feed[X].mean(axis=0))
    centred = Node("centred", lambda feed: feed[X] - feed[X].mean(axis=0))
    return {"graph": FakeGraph("X"), "X": X, "means": means, "centred": centred}


# %% task="loss_of"
def loss_of(model, guesses, targets):
    return np.mean((np.array(guesses) - np.array(targets)) ** 2)


# %% task="setter_graph"
def setter_graph():
    store = {}
    x = Node("x", lambda feed: store.setdefault("x", np.random.default_rng().random()))
    new_value = Node("new_value", lambda feed: feed[new_value])
    set_x = Node("set_x", lambda feed: store.update(x=feed[new_value]))
    x.initializer = Node("init", lambda feed: store.clear())
    return {"graph": FakeGraph("x"), "x": x, "new_value": new_value, "set_x": set_x}


# %% task="counter_graph"
def counter_graph(start):
    store = {}
    count = Node("count", lambda feed: store["count"])
    count.initializer = Node("init", lambda feed: store.update(count=start))
    tick = Node("tick", lambda feed: store.update(count=store["count"] + 1) or store["count"])
    return {"graph": FakeGraph("count"), "count": count, "tick": tick}


# %% task="work"
def work(counter, times):
    return times
