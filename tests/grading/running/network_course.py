# %% [markdown]
# Tests of networks, data sets and training, as courses on PyTorch have them.

# %%
import torch
from torch import nn
from torch.utils.data import Dataset, DataLoader

# %% answer="data"
class Squares(Dataset):
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        return torch.tensor([float(i)]), torch.tensor(i * i)


train_ds = Squares(10)


def collate(batch):
    return torch.stack([x for x, _ in batch]), torch.stack([y for _, y in batch])


def to_device(batch, device):
    return [part.to(device) for part in batch]

# %% other="data"
class Squares(Dataset):
    def __init__(self, n):
        self.x = torch.arange(n)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i].float().reshape(1), self.x[i] ** 2


train_ds = Squares(n=10)


def collate(batch):
    return tuple(map(torch.stack, zip(*batch)))


def to_device(batch, device):
    return tuple(torch.as_tensor(part, device=device) for part in batch)

# %% wrong="data"
class Squares(Dataset):
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n - 1

    def __getitem__(self, i):
        return torch.tensor([float(i)]), torch.tensor(2 * (i // 2))


train_ds = Squares(9)


def collate(batch):
    return [x for x, _ in batch], [y.item() for _, y in batch]


def to_device(batch, device):
    return list(reversed(batch))

# %% answer="network"
class Net(nn.Module):
    def __init__(self, hidden=4):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 2, 3, padding=1)
        self.bn = nn.BatchNorm2d(2)
        self.drop = nn.Dropout(0.5)
        self.fc1 = nn.Linear(2 * 16, hidden)
        self.fc2 = nn.Linear(hidden, 3)

    def forward(self, x):
        x = torch.relu(self.bn(self.conv1(x)))
        return self.fc2(torch.relu(self.fc1(self.drop(x).flatten(1))))


torch.manual_seed(0)
net = Net()

# %% other="network"
class Net(nn.Module):
    def __init__(self, hidden=4):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 2, kernel_size=3, padding="same")
        self.bn = nn.BatchNorm2d(num_features=2)
        self.drop = nn.Dropout()
        self.fc1 = nn.Linear(32, hidden)
        self.fc2 = nn.Linear(hidden, 3)

    def forward(self, x):
        x = self.drop(nn.functional.relu(self.bn(self.conv1(x)))).reshape(len(x), -1)
        return self.fc2(self.fc1(x).clamp(min=0))


torch.manual_seed(1)
net = Net()

# %% wrong="network"
class Net(nn.Module):
    def __init__(self, hidden=4):
        super().__init__()
        self.conv = nn.Conv1d(1, 3, 3)
        self.bn = nn.BatchNorm2d(2)
        self.fc1 = nn.Linear(16, hidden)
        self.fc2 = nn.Linear(hidden, 5)

    def forward(self, x):
        return self.fc2(self.fc1(torch.rand_like(x).flatten(1)).detach()).detach() + torch.rand(5)


net = Net()

# %% answer="training"
def init(layer):
    if isinstance(layer, nn.Linear):
        nn.init.ones_(layer.weight)


def evaluate(model, loader):
    model.eval()
    right = 0
    with torch.no_grad():
        for x, y in loader:
            right += (model(x).argmax(1) == y).sum().item()
    return right / len(loader.dataset)


class EarlyStopping:
    def __init__(self, patience):
        self.patience, self.best, self.bad = patience, float("inf"), 0

    def __call__(self, loss):
        if loss < self.best:
            self.best, self.bad = loss, 0
        else:
            self.bad += 1
        return self.bad >= self.patience


def make_optimizer(model, lr=0.1):
    return torch.optim.SGD(model.parameters(), lr=lr)


def save(model, path):
    torch.save(model.state_dict(), path)


def focal(logits, y, gamma=2.0):
    logp = torch.log_softmax(logits, 1).gather(1, y[:, None])[:, 0]
    return (-((1 - logp.exp()) ** gamma) * logp).mean()


class MyReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * (x > 0)


def clip(model, most):
    return nn.utils.clip_grad_norm_(model.parameters(), most)

# %% other="training"
def init(layer):
    if type(layer) is nn.Linear:
        layer.weight.data.fill_(1)


def evaluate(model, loader):
    model.train(False)
    found = [(model(x).max(1).indices == y).float() for x, y in loader]
    return torch.cat(found).mean().item()


class EarlyStopping:
    def __init__(self, patience):
        self.patience, self.losses = patience, []

    @property
    def best(self):
        return min(self.losses)

    def __call__(self, loss):
        self.losses.append(loss)
        return len(self.losses) - 1 - self.losses.index(self.best) >= self.patience


def make_optimizer(model, lr=0.1):
    return torch.optim.SGD([{"params": list(model.parameters())}], lr)


def save(model, path):
    torch.save(dict(model.state_dict()), path)


def focal(logits, y, gamma=2.0):
    ce = nn.functional.cross_entropy(logits, y, reduction="none")
    return ((1 - torch.exp(-ce)) ** gamma * ce).sum() / len(y)


class MyReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.positive = x > 0
        return torch.where(ctx.positive, x, 0)

    @staticmethod
    def backward(ctx, gradient):
        return torch.where(ctx.positive, gradient, 0)


def clip(model, most):
    norm = torch.cat([p.grad.flatten() for p in model.parameters()]).norm()
    for p in model.parameters():
        p.grad *= min(1.0, most / norm)

# %% wrong="training"
def init(layer):
    nn.init.constant_(layer.weight, 2.0)


def evaluate(model, loader):
    return 1.0


class EarlyStopping:
    def __init__(self, patience):
        self.best = 1.0

    def __call__(self, loss):
        return False


def make_optimizer(model, lr=0.1):
    return torch.optim.Adam(nn.Linear(1, 1).parameters(), lr=0.9)


def save(model, path):
    torch.save({}, path)


def focal(logits, y, gamma=2.0):
    return (logits.detach() - 5).mean()


class MyReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, gradient):
        return gradient


def clip(model, most):
    return torch.tensor(1.0)

# %% answer="from_scratch"
def start():
    return {"W": torch.tensor([[1.0], [2.0]], requires_grad=True), "b": torch.zeros(1, requires_grad=True)}


def predict(params, x):
    return x @ params["W"] + params["b"]


def step(params, lr):
    with torch.no_grad():
        for name in params:
            params[name] -= lr * params[name].grad
            params[name].grad = None


def layers():
    return [(torch.ones(2, requires_grad=True), torch.zeros(1, requires_grad=True))] * 2

# %% other="from_scratch"
def start():
    weights = torch.tensor([[1.0], [2.0]])
    return {"W": weights.requires_grad_(), "b": nn.Parameter(torch.tensor([0.0]))}


def predict(params, x):
    return nn.functional.linear(x, params["W"].T, params["b"])


def step(params, lr):
    for value in params.values():
        value.data = value.data - lr * value.grad
        value.grad.zero_()


def layers():
    pair = torch.ones(2).requires_grad_(), torch.zeros(1).requires_grad_()
    return [pair, pair]

# %% wrong="from_scratch"
def start():
    return {"W": torch.tensor([[1.0], [2.0]]), "b": torch.ones(1)}


def predict(params, x):
    return (x @ params["W"] + params["b"]).detach().requires_grad_()


def step(params, lr):
    return {name: value - lr for name, value in params.items()}


def layers():
    return [(torch.ones(2, requires_grad=True), torch.zeros(1, requires_grad=True)) for _ in range(2)]

# %% test="loader_of_their_dataset"
loader = DataLoader(Squares(5), batch_size=2)
sizes = [len(x) for x, y in loader]
assert sizes == [2, 2, 1]
x, y = next(iter(loader))
assert x.shape == (2, 1) and y.tolist() == [0, 1]

# %% test="loader_shuffled"
torch.manual_seed(0)
loader = DataLoader(train_ds, batch_size=4, shuffle=True, drop_last=True)
ys = torch.cat([y for _, y in loader])
assert len(ys) == 8 and len(set(ys.tolist())) == 8

# %% test="collate_theirs"
loader = DataLoader([(torch.ones(1), torch.tensor(2))] * 3, batch_size=3, collate_fn=collate)
x, y = next(iter(loader))
assert y.tolist() == [2, 2, 2]

# %% test="random_split"
from torch.utils.data import random_split, Subset
a, b = random_split(train_ds, [7, 3], generator=torch.Generator().manual_seed(0))
assert len(a) == 7 and len(b) == 3
assert len({int(y) for _, y in a}) == 7

# %% test="layers"
assert isinstance(net, nn.Module) and isinstance(net.conv1, nn.Conv2d)
assert net.conv1.out_channels == 2 and net.conv1.kernel_size == (3, 3) and net.fc1.in_features == 32
assert sum(p.numel() for p in net.parameters()) == 20 + 4 + 132 + 15
assert [type(m).__name__ for m in net.children()] == ["Conv2d", "BatchNorm2d", "Dropout", "Linear", "Linear"]
assert any(isinstance(m, nn.Dropout) for m in net.modules())

# %% test="names"
assert [n for n, _ in net.named_parameters()][:2] == ["conv1.weight", "conv1.bias"]
assert "bn.running_mean" in net.state_dict()
assert set(dict(net.named_children())) == {"conv1", "bn", "drop", "fc1", "fc2"}

# %% test="modes"
net.eval()
x = torch.randn(2, 1, 4, 4)
assert torch.equal(net(x), net(x))
net.train()
assert net.training and not torch.equal(net(x), net(x))

# %% test="set_weights"
with torch.no_grad():
    net.fc2.weight.fill_(0.0)
    net.fc2.bias.copy_(torch.tensor([1.0, 2.0, 3.0]))
assert net(torch.randn(2, 1, 4, 4)).tolist() == [[1.0, 2.0, 3.0]] * 2

# %% test="data_attribute"
net.fc2.weight.data.zero_()
net.fc2.bias.data = torch.tensor([1.0, 2.0, 3.0])
assert net(torch.randn(2, 1, 4, 4)).tolist() == [[1.0, 2.0, 3.0]] * 2

# %% test="parameters_new"
net.fc2.bias = nn.Parameter(torch.tensor([5.0, 2.0, 3.0]))
nn.init.zeros_(net.fc2.weight)
assert net(torch.randn(1, 1, 4, 4)).argmax().item() == 0

# %% test="state_dicts"
other = Net()
other.load_state_dict(net.state_dict())
net.eval(); other.eval()
x = torch.randn(2, 1, 4, 4)
assert torch.equal(net(x), other(x))

# %% test="in_a_sequential"
whole = nn.Sequential(net, nn.Softmax(dim=1))
found = whole(torch.randn(2, 1, 4, 4))
assert found.shape == (2, 3) and torch.allclose(found.sum(1), torch.ones(2))

# %% test="init_applied"
layer = nn.Linear(2, 2)
layer.apply(init)
assert layer.weight.tolist() == [[1.0, 1.0], [1.0, 1.0]]
net.apply(init)
assert (net.fc1.weight == 1).all()

# %% test="evaluate_with_library_model"
model = nn.Linear(1, 2)
with torch.no_grad():
    model.weight.zero_(); model.bias.copy_(torch.tensor([0.0, 1.0]))
data = torch.utils.data.TensorDataset(torch.ones(4, 1), torch.tensor([0, 1, 1, 1]))
assert evaluate(model, DataLoader(data, batch_size=3)) == 0.75
assert not model.training

# %% test="early"
stop = EarlyStopping(2)
assert [stop(l) for l in (1.0, 0.5, 0.6, 0.7)] == [False, False, False, True]
assert stop.best == 0.5

# %% test="their_optimizer"
optimizer = make_optimizer(net, lr=0.3)
assert isinstance(optimizer, torch.optim.Optimizer) and isinstance(optimizer, torch.optim.SGD)
assert optimizer.param_groups[0]["lr"] == 0.3
before = net.fc1.weight.clone()
loss = nn.CrossEntropyLoss()(net(torch.randn(4, 1, 4, 4)), torch.tensor([0, 1, 2, 0]))
optimizer.zero_grad(); loss.backward(); optimizer.step()
assert not torch.equal(before, net.fc1.weight)

# %% test="schedule_on_their_optimizer"
optimizer = make_optimizer(net, lr=0.5)
schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.1)
optimizer.step(); schedule.step()
assert abs(optimizer.param_groups[0]["lr"] - 0.05) < 1e-12

# %% test="saved"
import os
save(net, "net.pt")
loaded = torch.load("net.pt")
assert set(loaded) == set(net.state_dict()) and torch.equal(loaded["fc1.weight"], net.fc1.weight)

# %% test="hooks"
seen = []
handle = net.fc1.register_forward_hook(lambda module, inputs, output: seen.append(tuple(output.shape)))
net(torch.randn(2, 1, 4, 4))
handle.remove()
assert seen == [(2, 4)] and net(torch.randn(2, 1, 4, 4)).shape == (2, 3)

# %% test="loss_values"
logits = torch.randn(5, 3, requires_grad=True)
y = torch.tensor([0, 1, 2, 1, 0])
assert torch.allclose(focal(logits, y, gamma=0.0), nn.functional.cross_entropy(logits, y))
focal(logits, y).backward()
assert logits.grad.shape == (5, 3) and logits.grad.abs().sum() > 0

# %% test="devices"
device = torch.device("cpu")
assert next(net.parameters()).device == device
a, b = to_device([torch.ones(1), torch.zeros(1)], device)
assert a.device.type == "cpu" and b.item() == 0

# %% test="function"
x = torch.tensor([-1.0, 2.0], requires_grad=True)
MyReLU.apply(x).sum().backward()
assert x.grad.tolist() == [0.0, 1.0]

# %% test="clipped"
model = nn.Linear(2, 1)
(100 * model(torch.ones(1, 2))).sum().backward()
clip(model, 1.0)
assert torch.isclose(nn.utils.parameters_to_vector([p.grad for p in model.parameters()]).norm(), torch.tensor(1.0), atol=1e-4)

# %% test="overfits_one_batch"
torch.manual_seed(1)
small = nn.Sequential(nn.Flatten(), nn.Linear(16, 3))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
x, y = torch.randn(6, 1, 4, 4), torch.tensor([0, 1, 2, 0, 1, 2])
net.drop.p = 0.0
first = None
for _ in range(60):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()
    first = first or loss.item()
assert loss.item() < first / 2

# %% test="every_parameter_gets_a_gradient"
net.zero_grad()
net(torch.randn(2, 1, 4, 4)).mean().backward()
for name, p in net.named_parameters():
    assert p.grad is not None and torch.isfinite(p.grad).all(), name

# %% test="double"
net.double()
found = net(torch.randn(2, 1, 4, 4, dtype=torch.float64))
assert found.dtype == torch.float64 and found.shape == (2, 3)

# %% test="frozen"
for p in net.conv1.parameters():
    p.requires_grad = False
assert not net.conv1.weight.requires_grad
net(torch.randn(2, 1, 4, 4)).sum().backward()
assert net.conv1.weight.grad is None and net.fc1.weight.grad is not None

# %% test="repr"
assert "Conv2d(1, 2" in str(net)
assert "(fc1)" in repr(net)

# %% test="replace_layer"
net.fc2 = nn.Linear(4, 7)
assert net(torch.randn(2, 1, 4, 4)).shape == (2, 7)

# %% test="getattr_loop"
for i in (1, 2):
    assert isinstance(getattr(net, f"fc{i}"), nn.Linear)
assert len([m for m in net.modules() if isinstance(m, (nn.Linear, nn.Conv2d))]) == 3

# %% test="deepcopied"
import copy
twin = copy.deepcopy(net)
with torch.no_grad():
    for p in twin.parameters():
        p.zero_()
assert net.conv1.weight.abs().sum() > 0 and twin.conv1.weight.abs().sum() == 0

# %% test="functional_call"
from torch.func import functional_call
zeros = {n: torch.zeros_like(p) for n, p in net.named_parameters()}
assert functional_call(net, zeros, (torch.randn(2, 1, 4, 4),)).abs().sum() == 0

# %% test="sum_of_losses"
a = focal(net(torch.randn(2, 1, 4, 4)), torch.tensor([0, 1]))
b = sum((p ** 2).sum() for p in net.parameters())
(a + 0.1 * b).backward()
assert net.conv1.weight.grad is not None

# %% test="a_dictionary_of_weights"
params = start()
predict(params, torch.tensor([[1.0, 1.0], [0.0, 2.0]])).sum().backward()
assert params["W"].grad.tolist() == [[1.0], [3.0]] and params["b"].grad.tolist() == [2.0]
step(params, 0.5)
assert params["W"].tolist() == [[0.5], [0.5]] and params["b"].tolist() == [-1.0]
assert params["W"].requires_grad and params["W"].is_leaf

# %% test="an_optimizer_for_a_dictionary_of_weights"
params = start()
optimizer = torch.optim.SGD(params.values(), lr=0.5)
predict(params, torch.tensor([[1.0, 1.0], [0.0, 2.0]])).sum().backward()
optimizer.step()
assert predict(params, torch.ones(1, 2)).tolist() == [[0.0]]

# %% test="the_test_sets_a_weight_of_theirs"
params = start()
with torch.no_grad():
    params["W"][0] = 10.0
assert predict(params, torch.tensor([[1.0, 0.0]])).tolist() == [[10.0]]

# %% test="one_weight_in_two_places"
(first, _), (second, bias) = layers()
assert first is second and bias.is_leaf

# %% test="unfrozen"
for name, p in net.named_parameters():
    p.requires_grad_(name.startswith("fc2"))
net(torch.randn(2, 1, 4, 4)).sum().backward()
assert {name for name, p in net.named_parameters() if p.grad is not None} == {"fc2.weight", "fc2.bias"}
for name, p in net.named_parameters():
    p.requires_grad = True
net(torch.randn(2, 1, 4, 4)).sum().backward()
assert all(p.grad is not None for p in net.parameters())
