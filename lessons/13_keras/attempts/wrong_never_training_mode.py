# %% [markdown]
# A loop of PyTorch that does not tell the model that it is trained: dropout would be off.


# %% task="train_and_test" caught_by="steps" message="not in training mode"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    torch.manual_seed(seed)
    X, y, loss_of = torch.tensor(X_train), torch.tensor(y_train), keras.losses.SparseCategoricalCrossentropy()
    for _ in range(epochs):
        for rows in torch.randperm(len(X)).split(16):
            model.zero_grad()
            loss_of(y[rows], model(X[rows])).backward()
            with torch.no_grad():
                slopes = [variable.value.grad for variable in model.trainable_variables]
                model.optimizer.apply(slopes, model.trainable_variables)
    return model.evaluate(X_test, y_test, verbose=0)[1]
