# %% [markdown]
# Loops over places, heads and symbols, and starts drawn by NumPy.


# %% task="codes"
def make_symbols(text):
    symbols = []
    for one in sorted(text):
        if one not in symbols:
            symbols.append(one)
    symbols.append(UNKNOWN)
    return symbols


def encode(text, symbols):
    numbers = []
    for one in text:
        try:
            numbers.append(symbols.index(one))
        except ValueError:
            numbers.append(symbols.index(UNKNOWN))
    return numbers


def decode(numbers, symbols):
    return "".join(map(symbols.__getitem__, numbers))


# %% task="embedding"
def embed(ids, table):
    return np.array([[table[k] for k in row] for row in ids])


def table_gradient(ids, slope, V):
    gradient = np.zeros((V, slope.shape[2]))
    for i in range(ids.shape[0]):
        for t in range(ids.shape[1]):
            gradient[ids[i, t]] += slope[i, t]
    return gradient


# %% task="attention"
def attention(q, k, v):
    if q.ndim > 2:
        both = [attention(*parts) for parts in zip(q, k, v, strict=True)]
        return np.array([one[0] for one in both]), np.array([one[1] for one in both])
    T, d = q.shape
    weights, mixed = np.zeros((T, T)), np.zeros((T, d))
    for t in range(T):
        scores = np.array([q[t] @ k[s] for s in range(t + 1)]) / d**0.5
        powers = np.exp(scores - scores.max())
        weights[t, : t + 1] = powers / powers.sum()
        for s in range(t + 1):
            mixed[t] += weights[t, s] * v[s]
    return weights, mixed


# %% task="heads"
def split_heads(x, heads):
    d = x.shape[2] // heads
    return np.stack([x[:, :, h * d : (h + 1) * d] for h in range(heads)], axis=1)


def join_heads(x):
    return np.concatenate([x[:, h] for h in range(x.shape[1])], axis=-1)


# %% task="positions"
def sine_positions(T, C):
    table = np.zeros((T, C))
    for t in range(T):
        for i in range(C // 2):
            table[t, 2 * i] = np.sin(t / 10000 ** (2 * i / C))
            table[t, 2 * i + 1] = np.cos(t / 10000 ** (2 * i / C))
    return table


def add_positions(x, table):
    result = x.copy()
    for t in range(x.shape[1]):
        result[:, t] += table[t]
    return result


# %% task="norm_and_count"
def layer_norm(x, weight, bias):
    result = np.empty_like(x)
    for i, t in np.ndindex(x.shape[:2]):
        place = x[i, t] - x[i, t].sum() / len(x[i, t])
        result[i, t] = place / ((place**2).mean() + 1e-5) ** 0.5 * weight + bias
    return result


def count_parameters(symbols, context, width, blocks):
    return (2 * symbols + context + 2) * width + blocks * (12 * width**2 + 13 * width)


# %% task="pencil"
q9_bits = (1 + 2 + 3 + 6) / 4
q9_mixed = 0.25 * 8 + 0.75 * 4
q9_shapes = [torch.Size([2, 8, 10, 10]), [2, 10, 64]]


# %% task="choices"
q10_scale, q10_mask, q10_length, q10_memory = "CBDA"


# %% task="sampling"
def next_shares(logits, temperature=1.0, top_k=None):
    order = sorted(range(len(logits)), key=lambda i: -logits[i])
    kept = order if top_k is None else order[:top_k]
    shares = np.zeros(len(logits))
    for i in kept:
        shares[i] = np.exp((logits[i] - max(logits)) / temperature)
    return shares / shares.sum()


# %% task="train"
def train(model, optimizer, ids, length, batch_size, num_steps, seed):
    rng = np.random.default_rng(seed)
    model.train()
    for _ in range(num_steps):
        starts = rng.integers(0, len(ids) - length, size=batch_size)
        X = torch.stack([ids[s : s + length] for s in starts])
        y = torch.stack([ids[s + 1 : s + length + 1] for s in starts])
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                parameter.grad = None
        log_shares = torch.log_softmax(model(X), dim=2)
        (-log_shares.gather(2, y[:, :, None]).mean()).backward()
        optimizer.step()
