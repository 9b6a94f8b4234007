# %% [markdown]
# PyTorch in all places: its own functions for attention, heads, norms and sampling.


# %% task="codes"
def make_symbols(text):
    symbols = list(set(text))
    symbols.sort()
    return [*symbols, UNKNOWN]


def encode(text, symbols):
    return [symbols.index(one) if one in symbols else len(symbols) - 1 for one in text]


def decode(numbers, symbols):
    text = ""
    for k in numbers:
        text += symbols[k]
    return text


# %% task="embedding"
def embed(ids, table):
    return F.embedding(torch.tensor(ids), torch.tensor(table))


def table_gradient(ids, slope, V):
    table = torch.zeros(V, slope.shape[-1], dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad((table[torch.tensor(ids)] * torch.tensor(slope)).sum(), table)
    return gradient


# %% task="attention"
def attention(q, k, v):
    q, k, v = (torch.tensor(part) for part in (q, k, v))
    T = q.shape[-2]
    scores = torch.einsum("...td,...sd->...ts", q, k) * q.shape[-1] ** -0.5
    later = torch.arange(T) > torch.arange(T)[:, None]
    weights = scores.masked_fill(later, float("-inf")).softmax(-1)
    return weights, F.scaled_dot_product_attention(q, k, v, is_causal=True)


# %% task="heads"
def split_heads(x, heads):
    return torch.stack(torch.tensor(x).chunk(heads, dim=2), dim=1).numpy()


def join_heads(x):
    return torch.cat(list(torch.tensor(x).unbind(1)), dim=2).numpy()


# %% task="positions"
def sine_positions(T, C):
    speed = torch.exp(-torch.arange(0, C, 2, dtype=torch.float64) / C * np.log(10_000))
    angles = torch.outer(torch.arange(T, dtype=torch.float64), speed)
    return torch.stack([angles.sin(), angles.cos()], dim=2).reshape(T, C)


def add_positions(x, table):
    return torch.tensor(x) + torch.tensor(table)[None, : x.shape[1]]


# %% task="norm_and_count"
def layer_norm(x, weight, bias):
    x, weight, bias = (torch.tensor(part) for part in (x, weight, bias))
    return F.layer_norm(x, [x.shape[-1]], weight, bias)


def count_parameters(symbols, context, width, blocks):
    from lessonlib.models import GPT, GPTConfig

    model = GPT(GPTConfig(symbols, context, width, heads=1, blocks=blocks))
    return sum(part.numel() for part in model.parameters())


# %% task="sampling"
def next_shares(logits, temperature=1.0, top_k=None):
    scores = torch.tensor(logits) / temperature
    if top_k is None or top_k >= len(scores):
        return scores.softmax(0).numpy()
    best = scores.topk(top_k)
    return torch.zeros_like(scores).scatter(0, best.indices, best.values.softmax(0)).numpy()


# %% task="train"
def train(model, optimizer, ids, length, batch_size, num_steps, seed):
    torch.manual_seed(seed)
    model.train()
    windows = ids.unfold(0, length + 1, 1)
    for _ in range(num_steps):
        rows = windows[torch.randint(len(windows), (batch_size,))]
        loss = torch.nn.CrossEntropyLoss()(model(rows[:, :-1]).transpose(1, 2), rows[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
