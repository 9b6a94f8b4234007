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
