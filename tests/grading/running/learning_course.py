# %% [markdown]
# Tests that train with the learner's code, and take gradients through it.

# %%
import torch
from torch import nn

# %% answer="line"
class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 1)

    def forward(self, x):
        return self.layer(x)


torch.manual_seed(0)
model = Line()

# %% other="line"
class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 1)

    def forward(self, x):
        return x @ self.layer.weight.T + self.layer.bias


model = Line()

# %% wrong="line"
class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 1)

    def forward(self, x):
        return self.layer(x).detach()


model = Line()

# %% answer="functions"
def squared_error(prediction, y):
    return ((prediction - y) ** 2).mean()


def cube(x):
    return x**3


def twice_and_more(x):
    return 2 * x, {"more": x + 1}

# %% other="functions"
def squared_error(prediction, y):
    return nn.functional.mse_loss(prediction, y)


def cube(x):
    return x * x * x


def twice_and_more(x):
    return x + x, {"more": 1 + x}

# %% wrong="functions"
def squared_error(prediction, y):
    return torch.tensor(((prediction - y) ** 2).mean().item())


def cube(x):
    return 3 * x


def twice_and_more(x):
    return 2 * x.detach(), {"more": x + 1}

# %% answer="training"
def train_step(net, optimizer, x, y):
    net.train()
    optimizer.zero_grad()
    loss = squared_error(net(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def train(net, optimizer, schedule, x, y, epochs):
    rates = []
    for _ in range(epochs):
        train_step(net, optimizer, x, y)
        rates.append(optimizer.param_groups[0]["lr"])
        schedule.step()
    return rates


def halve_rate(optimizer):
    for group in optimizer.param_groups:
        group["lr"] /= 2


def descend(x, optimizer, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        (x**2).sum().backward()
        optimizer.step()
    return x

# %% other="training"
def train_step(net, optimizer, x, y):
    net.train()
    loss = nn.functional.mse_loss(net(x), y)
    net.zero_grad()
    loss.backward()
    optimizer.step()
    return float(loss)


def train(net, optimizer, schedule, x, y, epochs):
    rates = []
    while len(rates) < epochs:
        rates += schedule.get_last_lr()
        train_step(net, optimizer, x, y)
        schedule.step()
    return rates


def halve_rate(optimizer):
    optimizer.param_groups[0]["lr"] *= 0.5


def descend(x, optimizer, steps):
    while steps:
        x.grad = 2 * x.detach()
        optimizer.step()
        steps -= 1
    return x

# %% wrong="training"
def train_step(net, optimizer, x, y):
    net.train()
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()
    return loss.item()


def train(net, optimizer, schedule, x, y, epochs):
    for _ in range(epochs):
        train_step(net, optimizer, x, y)
        schedule.step()
    return [0.1] * epochs


def halve_rate(optimizer):
    return optimizer.param_groups[0]["lr"] / 2


def descend(x, optimizer, steps):
    return torch.zeros_like(x)

# %% test="a_loss_reaches_the_weights"
loss = squared_error(model(torch.ones(4, 2)), torch.zeros(4, 1))
assert loss.requires_grad and loss.grad_fn is not None and not loss.is_leaf
assert all(p.grad is None for p in model.parameters())
loss.backward()
assert all(p.grad is not None for p in model.parameters())
expected = 2 * model(torch.ones(1, 2)).item()
assert torch.allclose(model.layer.bias.grad, torch.tensor([expected]))
assert torch.allclose(model.layer.weight.grad, torch.tensor([[expected, expected]]))

# %% test="a_loss_of_the_tests_reaches_the_weights"
nn.functional.mse_loss(model(torch.ones(4, 2)), torch.zeros(4, 1)).backward()
assert model.layer.weight.grad.abs().sum() > 0

# %% test="gradients_add_up"
for _ in range(2):
    model(torch.ones(3, 2)).sum().backward()
assert torch.equal(model.layer.bias.grad, torch.tensor([6.0]))

# %% test="without_gradients"
with torch.no_grad():
    assert not model(torch.ones(1, 2)).requires_grad
assert model(torch.ones(1, 2)).requires_grad

# %% test="an_optimizer_of_the_tests_trains"
x = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
y = x @ torch.tensor([[2.0], [-1.0]]) + 0.5
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
losses = []
for _ in range(60):
    optimizer.zero_grad()
    loss = squared_error(model(x), y)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
assert losses[-1] < 1e-3 < losses[0]
assert torch.allclose(model.layer.weight, torch.tensor([[2.0, -1.0]]), atol=0.1)

# %% test="gradients_of_what_the_test_passed"
x = torch.tensor([1.0, 2.0], requires_grad=True)
cube(x).sum().backward()
assert torch.allclose(x.grad, torch.tensor([3.0, 12.0]))

# %% test="one_function_after_the_other"
x = torch.tensor([1.0, 2.0], requires_grad=True)
squared_error(cube(x), torch.zeros(2)).backward()
assert torch.allclose(x.grad, 3 * torch.tensor([1.0, 2.0]) ** 5)

# %% test="tensors_in_tuples_and_dictionaries"
x = torch.tensor([1.0, 2.0], requires_grad=True)
twice, others = twice_and_more(x)
(twice.sum() + 3 * others["more"].sum() + x.sum()).backward()
assert torch.equal(x.grad, torch.tensor([6.0, 6.0]))

# %% test="an_optimizer_of_the_tests_as_an_argument"
net = nn.Linear(2, 1)
nn.init.zeros_(net.weight), nn.init.zeros_(net.bias)
optimizer = torch.optim.SGD(net.parameters(), lr=0.25)
loss = train_step(net, optimizer, torch.tensor([[1.0, 2.0]]), torch.tensor([[1.0]]))
assert loss == 1
assert net.weight.tolist() == [[0.5, 1.0]] and net.bias.tolist() == [0.5]

# %% test="an_optimizer_for_the_learners_model"
before = [p.detach().clone() for p in model.parameters()]
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
x, y = torch.ones(4, 2), torch.zeros(4, 1)
losses = [train_step(model, optimizer, x, y) for _ in range(30)]
assert losses[-1] < losses[0]
assert all(not torch.equal(p, old) for p, old in zip(model.parameters(), before))
assert optimizer.state_dict()["state"][0]["step"] == 30

# %% test="the_test_and_the_learner_take_turns"
def twin():
    net = nn.Linear(2, 1)
    nn.init.ones_(net.weight), nn.init.ones_(net.bias)
    return net, torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)


x, y = torch.tensor([[1.0, 2.0], [3.0, -1.0]]), torch.tensor([[1.0], [0.0]])
net, optimizer = twin()
expected, steps = twin()
for turn in range(6):
    steps.zero_grad()
    nn.functional.mse_loss(expected(x), y).backward()
    steps.step()
    if turn % 2:
        train_step(net, optimizer, x, y)
    else:
        optimizer.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        optimizer.step()
assert torch.allclose(net.weight, expected.weight)
assert torch.allclose(net.bias, expected.bias)

# %% test="what_is_set_in_an_optimizer"
optimizer = torch.optim.RMSprop([torch.zeros(1, requires_grad=True)], lr=0.5)
halve_rate(optimizer)
assert optimizer.param_groups[0]["lr"] == 0.25

# %% test="tensors_of_the_tests_are_trained"
x = torch.tensor([1.0, -2.0], requires_grad=True)
optimizer = torch.optim.SGD([x], lr=0.25)
assert descend(x, optimizer, 3) is x
assert torch.equal(x, torch.tensor([0.125, -0.25]))

# %% test="a_schedule"
net = nn.Linear(2, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
rates = train(net, optimizer, schedule, torch.ones(4, 2), torch.zeros(4, 1), epochs=5)
assert rates == [0.1, 0.1, 0.05, 0.05, 0.025]
assert schedule.last_epoch == 5 and optimizer.param_groups[0]["lr"] == 0.025

# %% test="only_what_the_optimizer_has_is_trained"
net = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
before = {name: value.clone() for name, value in net.state_dict().items()}
train_step(net, torch.optim.AdamW(net[1].parameters(), lr=0.1), torch.ones(4, 2), torch.zeros(4, 1))
changed = {name for name, value in net.state_dict().items() if not torch.equal(value, before[name])}
assert changed == {"1.weight", "1.bias"}

# %% test="autograd_grad_of_what_the_test_passed"
x = torch.tensor([1.0, 2.0], requires_grad=True)
(slope,) = torch.autograd.grad(cube(x).sum(), x)
assert torch.allclose(slope, torch.tensor([3.0, 12.0])) and x.grad is None

# %% test="autograd_grad_of_the_weights"
parameters = list(model.parameters())
slopes = torch.autograd.grad(model(torch.ones(3, 2)).sum(), parameters)
assert [slope.tolist() for slope in slopes] == [[[3.0, 3.0]], [3.0]]
assert all(parameter.grad is None for parameter in model.parameters())

# %% test="the_test_computes_in_between"
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = cube(2 * cube(x) + 1)
y.sum().backward()
assert torch.allclose(x.grad, 18 * x.detach() ** 2 * (2 * x.detach() ** 3 + 1) ** 2)

# %% test="a_model_of_the_tests_and_a_loss_of_the_learners"
net = nn.Linear(2, 1)
nn.init.ones_(net.weight), nn.init.zeros_(net.bias)
squared_error(net(torch.tensor([[1.0, 2.0]])), torch.tensor([[1.0]])).backward()
assert net.weight.grad.tolist() == [[4.0, 8.0]] and net.bias.grad.tolist() == [4.0]

# %% test="a_jacobian"
jacobian = torch.autograd.functional.jacobian(cube, torch.tensor([1.0, 2.0]))
assert torch.allclose(jacobian, torch.diag(torch.tensor([3.0, 12.0])))
assert torch.autograd.gradcheck(cube, torch.tensor([0.5, -1.5], dtype=torch.float64, requires_grad=True))

# %% test="gradients_arrive_where_they_were_before"
x = torch.tensor([1.0, 2.0], requires_grad=True)
(x * x).sum().backward()
cube(x).sum().backward()
assert torch.allclose(x.grad, torch.tensor([5.0, 16.0]))
model(x.reshape(1, 2)).sum().backward()
model(x.reshape(1, 2)).sum().backward()
assert torch.equal(model.layer.weight.grad, 2 * x.detach().reshape(1, 2))
assert torch.allclose(x.grad, torch.tensor([5.0, 16.0]) + 2 * model.layer.weight.detach()[0])
