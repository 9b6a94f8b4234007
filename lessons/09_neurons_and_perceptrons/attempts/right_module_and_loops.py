# %% [markdown]
# XOR as an `nn.Module` with leaky ReLU, trained on the squared error with losses after each step, whose outputs
# have the shape (n,); loops in place of matrix
# products; answers that are torch tensors or Python numbers.

# %% task="tlu"
def tlu(x, weights, bias):
    outputs = []
    for row in x:
        z = bias
        for value, weight in zip(row, weights, strict=True):
            z += value * weight
        outputs.append(1.0 if z >= 0 else 0.0)
    return outputs


# %% task="xor_by_hand"
hidden_weights = [[1.0, 1.0], [1.0, 1.0]]  # OR, AND
hidden_biases = [-1.0, -2.0]
output_weights = [1.0, -2.0]  # OR and not AND
output_bias = -1.0


# %% task="logistic_descent"
def logistic_descent(X, y, w, b, lr, steps):
    model = nn.Linear(len(w), 1)
    with torch.no_grad():
        model.weight.copy_(w.reshape(1, -1))
        model.bias.copy_(b.reshape(1))
    for _ in range(steps):
        p = torch.sigmoid(model(X)).squeeze(1)
        loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= lr * parameter.grad
    return model.weight.detach()[0], model.bias.item()


# %% task="slopes"
def step_slope(z):
    return 0 * z


def logistic_slope(z):
    return np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))) ** 2


# %% task="backprop"
def backprop(x, t, W1, b1, w2, b2):
    h = [logistic(b1[j] + sum(x[i] * W1[i][j] for i in range(len(x)))) for j in range(len(b1))]
    y = logistic(b2 + sum(h[j] * w2[j] for j in range(len(h))))
    blame = (y - t) * y * (1 - y)
    blames = [blame * w2[j] * h[j] * (1 - h[j]) for j in range(len(h))]
    return [[xi * blame_j for blame_j in blames] for xi in x], blames, [blame * hj for hj in h], blame


# %% task="train_xor"
X_xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y_xor = np.array([[0], [1], [1], [0]], dtype=np.float32)
torch.manual_seed(1)


class XorNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 16)
        self.output = nn.Linear(16, 1)

    def forward(self, x):
        return torch.sigmoid(self.output(nn.functional.leaky_relu(self.hidden(x))))[:, 0]


model = XorNet()
optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.999)
rows, targets = torch.tensor(X_xor), torch.tensor(y_xor)[:, 0]
xor_weights = [[p.detach().numpy().copy() for p in model.parameters()]]
xor_losses = []
for _ in range(800):
    optimizer.zero_grad()
    nn.MSELoss()(model(rows), targets).backward()
    optimizer.step()
    scheduler.step()
    xor_losses.append(float(nn.MSELoss()(model(rows), targets)))
    xor_weights.append([p.detach().numpy().copy() for p in model.parameters()])


def xor_net(x):
    return model(torch.as_tensor(x))


# %% task="q7_choices"
q7_difference = "B"
q7_runs = 1000 + 1
q7_passes = "1"
