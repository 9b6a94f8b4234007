# %% [markdown]
# The loop ends one step too early. The columns are centred, but not divided by anything.


# %% task="train" caught_by="standardise_train,standardise_new,train_rows,predictor_values,predictor_mode" message="the deviation of each column"
def train(net, X, y, steps, learning_rate):
    optimizer = torch.optim.Adagrad(net.parameters(), lr=learning_rate, initial_accumulator_value=0.1)
    net.train()
    for _ in range(1, steps):
        loss = F.cross_entropy(net(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% task="standardise"
def standardise(train, new):
    return train - train.mean(axis=0), new - train.mean(axis=0)
