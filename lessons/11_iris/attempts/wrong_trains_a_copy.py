# %% [markdown]
# A copy of the network is trained, and nobody sees it. Equal pairs are counted once.


# %% task="train" caught_by="confusion_table,train_rows,train_steps" message="the table of"
def train(net, X, y, steps, learning_rate):
    import copy

    net = copy.deepcopy(net)
    optimizer = torch.optim.Adagrad(net.parameters(), lr=learning_rate, initial_accumulator_value=0.1)
    net.train()
    for _ in range(steps):
        loss = F.cross_entropy(net(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% task="confusion"
def confusion(y_true, y_hat, num_classes):
    table = np.zeros((num_classes, num_classes), dtype=int)
    table[y_true, y_hat] += 1
    return table


def recalls(table):
    return table.diagonal() / table.sum(axis=1)
