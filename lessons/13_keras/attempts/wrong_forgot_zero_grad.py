# %% [markdown]
# A loop of PyTorch in which the gradients of all steps add up.


# %% task="train_and_test" caught_by="steps" message="Step 2, with 16"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    torch.manual_seed(seed)
    X, y, loss_of = torch.tensor(X_train), torch.tensor(y_train), keras.losses.SparseCategoricalCrossentropy()
    for _ in range(epochs):
        for rows in torch.randperm(len(X)).split(16):
            loss_of(y[rows], model(X[rows], training=True)).backward()
            with torch.no_grad():
                slopes = [variable.value.grad for variable in model.trainable_variables]
                model.optimizer.apply(slopes, model.trainable_variables)
    return model.evaluate(X_test, y_test, verbose=0)[1]
