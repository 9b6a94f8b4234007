# %% [markdown]
# The last rows, which do not fill a batch of ten, are dropped in both trainings.
# Of the ready-made classifier, a whole species is in them.


# %% task="train" caught_by="classifier_learns,train_rows,train_steps" message="by the weights"
def train(net, X, y, steps, learning_rate):
    optimizer = torch.optim.Adagrad(net.parameters(), lr=learning_rate, initial_accumulator_value=0.1)
    net.train()
    for _ in range(steps):
        loss = F.cross_entropy(net(X[:-5]), y[:-5])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% task="trained_classifier"
def trained_classifier(X, y, hidden_units, n_classes, steps):
    X, y = X[:-10], y[:-10]
    columns = [tf.contrib.layers.real_valued_column("", dimension=X.shape[1])]
    classifier = tf.contrib.learn.DNNClassifier(hidden_units, columns, n_classes=n_classes)
    return classifier.fit(X, y, steps=steps)
