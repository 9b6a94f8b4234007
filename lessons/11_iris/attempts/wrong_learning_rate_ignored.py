# %% [markdown]
# The learning rate is always 0.05. One mean and one deviation are taken for the whole table.


# %% task="train" caught_by="standardise_train,standardise_new,train_steps,predictor_values,predictor_mode" message="the mean of each column"
def train(net, X, y, steps, learning_rate):
    optimizer = torch.optim.Adagrad(net.parameters(), lr=0.05, initial_accumulator_value=0.1)
    net.train()
    for _ in range(steps):
        loss = F.cross_entropy(net(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% task="standardise"
def standardise(train, new):
    return (train - train.mean()) / train.std(), (new - train.mean()) / train.std()
