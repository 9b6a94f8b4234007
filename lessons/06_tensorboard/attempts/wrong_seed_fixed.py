# %% [markdown]
# Always the same seed, whatever the argument says. Adam and gradient descent are exchanged.

# %% task="build_network" caught_by="network_starts,network_trains,torch_loss,torch_histograms" message="is the same with the seed"
def build_network(hidden, learning_rate=0.01, seed=1):
    graph = tf.Graph()
    with graph.as_default():
        with tf.name_scope("input"):
            X = tf.placeholder(tf.float32, (None, 2), name="X")
            Y = tf.placeholder(tf.float32, (None, 3), name="Y")
        with tf.name_scope("hidden"):
            W1 = tf.Variable(tf.random_uniform((2, hidden), -1.0, 1.0, seed=1), name="W")
            b1 = tf.Variable(tf.zeros((hidden,)), name="b")
            rows = tf.nn.relu(tf.matmul(X, W1) + b1)
            tf.summary.histogram("weights", W1)
        with tf.name_scope("output"):
            W2 = tf.Variable(tf.random_uniform((hidden, 3), -1.0, 1.0, seed=2), name="W")
            b2 = tf.Variable(tf.zeros((3,)), name="b")
            scores = tf.matmul(rows, W2) + b2
        with tf.name_scope("loss"):
            cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=scores))
            right = tf.equal(tf.argmax(scores, axis=1), tf.argmax(Y, axis=1))
            accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
            tf.summary.scalar("cost", cost)
            tf.summary.scalar("accuracy", accuracy)
        with tf.name_scope("train"):
            global_step = tf.Variable(0, trainable=False, name="global_step")
            train = tf.train.GradientDescentOptimizer(learning_rate).minimize(cost, global_step=global_step)
        summary = tf.summary.merge_all()
        init = tf.global_variables_initializer()
    return {
        "graph": graph,
        "X": X,
        "Y": Y,
        "cost": cost,
        "accuracy": accuracy,
        "global_step": global_step,
        "train": train,
        "summary": summary,
        "init": init,
    }


# %% task="log_training"
def log_training(model, X, y, folder, epochs, learning_rate):
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    with SummaryWriter(folder) as writer:
        for epoch in range(1, epochs + 1):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X), y).backward()
            optimizer.step()
            with torch.no_grad():
                loss = nn.functional.cross_entropy(model(X), y)
            writer.add_scalar("loss", loss, epoch)
            for name, parameter in model.named_parameters():
                writer.add_histogram(name, parameter, epoch)
