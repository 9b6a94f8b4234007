# %% [markdown]
# One step too many, in both trainings.


# %% task="train" caught_by="classifier_learns,classifier_folders,train_rows" message="model.ckpt-400"
def train(net, X, y, steps, learning_rate):
    optimizer = torch.optim.Adagrad(net.parameters(), lr=learning_rate, initial_accumulator_value=0.1)
    net.train()
    for _ in range(steps + 1):
        loss = F.cross_entropy(net(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% task="trained_classifier"
def trained_classifier(X, y, hidden_units, n_classes, steps):
    columns = [tf.contrib.layers.real_valued_column("", dimension=X.shape[1])]
    classifier = tf.contrib.learn.DNNClassifier(hidden_units, columns, n_classes=n_classes)
    return classifier.fit(X, y, steps=steps + 1)
