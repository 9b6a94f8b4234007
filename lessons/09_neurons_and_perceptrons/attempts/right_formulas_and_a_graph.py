# %% [markdown]
# Formulas instead of autograd, the chain rule with tensors, XOR from "a and not b" and "b and not a",
# and the XOR network as a graph with tf.gradients, trained on the squared error.

# %% task="tlu"
def tlu(x, weights, bias):
    z = np.sum(x * np.asarray(weights), axis=1) + bias
    return np.heaviside(z, 1)


# %% task="xor_by_hand"
hidden_weights = np.array([[2, -2], [-2, 2]])  # a and not b, b and not a
hidden_biases = np.array([-1, -1])
output_weights = np.array([1, 1])  # OR
output_bias = -1


# %% task="perceptron_step"
def perceptron_step(w, b, x, target, lr):
    fires = 1 if np.dot(w, x) + b >= 0 else 0
    if fires == target:
        return w, b
    sign = 1 if target == 1 else -1
    return [wi + sign * lr * xi for wi, xi in zip(w, x, strict=True)], b + sign * lr


# %% task="logistic_descent"
def logistic_descent(X, y, w, b, lr, steps):
    for _ in range(steps):
        error = torch.sigmoid(X @ w + b) - y
        w = w - lr * (X.T @ error) / len(y)
        b = b - lr * error.mean()
    return w, b


# %% task="slopes"
def step_slope(z):
    return [0.0 for _ in z]


def logistic_slope(z):
    z = torch.tensor(z, requires_grad=True)
    torch.sigmoid(z).sum().backward()
    return z.grad


# %% task="q2_choices"
q2_why = ["D", "a"]
q2_changes = ("c", "b")


# %% task="activation_functions"
def logistic(z):
    return torch.sigmoid(torch.as_tensor(z)).numpy()


def tanh(z):
    return 2 * logistic(2 * z) - 1


def relu(z):
    return (z + np.abs(z)) / 2


def leaky_relu(z, alpha=0.01):
    return np.maximum(z, alpha * z)


# %% task="shapes"
def shapes(m):
    W_h, W_o = np.zeros((10, 50)), np.zeros((50, 3))
    X = np.zeros((m, 10))
    Y = X @ W_h @ W_o
    return {
        "X": X.shape,
        "W_h": W_h.shape,
        "b_h": W_h[0].shape,
        "W_o": W_o.shape,
        "b_o": W_o[0].shape,
        "Y": Y.shape,
    }


# %% task="output_formula"
def network_output(X, W_h, b_h, W_o, b_o):
    X, W_h, b_h, W_o, b_o = (torch.tensor(value) for value in (X, W_h, b_h, W_o, b_o))
    return torch.relu(torch.relu(X @ W_h + b_h) @ W_o + b_o)


# %% task="backprop"
def backprop(x, t, W1, b1, w2, b2):
    x, W1, b1, w2 = (torch.tensor(value) for value in (x, W1, b1, w2))
    h = torch.sigmoid(x @ W1 + b1)
    y = torch.sigmoid(h @ w2 + b2)
    blame = (y - t) * (y - y**2)
    hidden = blame * w2 * (h - h**2)
    return [x[:, None] * hidden, hidden, blame * h, blame]


# %% task="train_xor"
import lessonlib.tf1 as tf

X_xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y_xor = np.array([[0], [1], [1], [0]], dtype=np.float32)
tf.reset_default_graph()
tf.set_random_seed(4)
x_in = tf.placeholder(tf.float32, shape=(None, 2))
t_in = tf.placeholder(tf.float32, shape=(None, 1))
W1 = tf.Variable(tf.random_uniform([2, 6], -1.0, 1.0))
b1 = tf.Variable(tf.zeros([6]))
W2 = tf.Variable(tf.random_uniform([6, 1], -1.0, 1.0))
b2 = tf.Variable(tf.zeros([1]))
y_out = tf.sigmoid(tf.matmul(tf.nn.tanh(tf.matmul(x_in, W1) + b1), W2) + b2)
cost = tf.reduce_mean(tf.square(y_out - t_in))
weights = [W1, b1, W2, b2]
train = tf.group(
    *[tf.assign_sub(w, 2.0 * g) for w, g in zip(weights, tf.gradients(cost, weights), strict=True)]
)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
xor_losses, xor_weights = [], [sess.run(weights)]
for _ in range(1500):
    xor_losses.append(sess.run([cost, train], feed_dict={x_in: X_xor, t_in: y_xor})[0])
    xor_weights.append(sess.run(weights))


def xor_net(x):
    return sess.run(y_out, feed_dict={x_in: x})


# %% task="q8_choices"
q8_chosen = ["f", "d", "c", "a"]
q8_remedies = ["b", "c", "e", "f"]
