# %% [markdown]
# An XOR network with ReLU as a clamp, whose slope at 0 is 1, and with biases that start at 0, so that all neurons are at
# this kink for the first row; float32 in the functions.


# %% task="tlu"
def tlu(x, weights, bias):
    z = torch.tensor(x).float() @ torch.tensor(weights).float() + bias
    return (z.sign() + 1).clamp(max=1).numpy()


# %% task="xor_by_hand"
hidden_weights = torch.tensor([[20.0, -20.0], [20.0, -20.0]])
hidden_biases = torch.tensor([-10.0, 30.0])
output_weights, output_bias = torch.tensor([20.0, 20.0]), torch.tensor(-30.0)


# %% task="perceptron_step"
def perceptron_step(w, b, x, target, lr):
    w, x = np.float32(w), np.float32(x)
    fires = np.dot(x, w) + np.float32(b) >= 0
    if bool(fires) == bool(target):
        return w, b
    return [w + np.float32(lr) * x, b + lr] if target else [w - np.float32(lr) * x, b - lr]


# %% task="logistic_descent"
def logistic_descent(X, y, w, b, lr, steps):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.cat([w, b.reshape(1)])
    for _ in range(steps):
        theta = theta - lr * A.T @ (torch.sigmoid(A @ theta) - y) / len(y)
    return theta[:-1], theta[-1]


# %% task="slopes"
def step_slope(z):
    return [0] * len(z)


def logistic_slope(z):
    return 0.25 / np.cosh(np.asarray(z, dtype=np.float32) / 2) ** 2


# %% task="activation_functions"
def logistic(z):
    return 0.5 * (1 + np.tanh(np.float32(z) / 2))


def tanh(z):
    return torch.tanh(torch.as_tensor(z).float()).numpy()


def relu(z):
    return z.clip(0)


def leaky_relu(z, alpha=0.01):
    return torch.nn.functional.leaky_relu(torch.tensor(z).float(), alpha)


# %% task="output_formula"
def network_output(X, W_h, b_h, W_o, b_o):
    X, W_h, b_h, W_o, b_o = (torch.tensor(part) for part in (X, W_h, b_h, W_o, b_o))
    return torch.addmm(b_o, torch.addmm(b_h, X, W_h).relu(), W_o).relu()


# %% task="backprop"
def backprop(x, t, W1, b1, w2, b2):
    h = 1 / (1 + np.exp(-(x @ W1 + b1)))
    y = 1 / (1 + np.exp(-(h @ w2 + b2)))
    blame = (y - t) * (y - y**2)
    blames = blame * w2 * (h - h**2)
    return x.reshape(-1, 1) @ blames.reshape(1, -1), blames, blame * h, np.array(blame)


# %% task="train_xor"
X_xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y_xor = np.array([[0], [1], [1], [0]], dtype=np.float32)
torch.manual_seed(3)
hidden, output = nn.Linear(2, 8), nn.Linear(8, 1)
nn.init.zeros_(hidden.bias)
nn.init.zeros_(output.bias)
parts = [hidden.weight, hidden.bias, output.weight, output.bias]


def scores(x):
    return output(hidden(x).clamp(min=0))


xor_losses, xor_weights = [], [[part.tolist() for part in parts]]
for step in range(600):
    loss = nn.functional.binary_cross_entropy_with_logits(scores(torch.tensor(X_xor)), torch.tensor(y_xor))
    slopes = torch.autograd.grad(loss, parts)
    with torch.no_grad():
        for part, slope in zip(parts, slopes, strict=True):
            part -= (0.5 if step < 400 else 0.2) * slope
    xor_losses.append(loss.item())
    xor_weights.append([part.tolist() for part in parts])


def xor_net(x):
    with torch.no_grad():
        return scores(torch.as_tensor(x)).sigmoid().numpy()[:, 0]
