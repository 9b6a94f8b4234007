# %% [markdown]
# All summaries at the end of the graph, with their full tags; names with ":0"; an integer step of 64 bits.

# %% task="names"
q1_names = ["net/a:0", "net/part/sum:0", "net_1/a:0", "a:0"]
q1_tags = ("loss/cost_1", "cost", "cost_1")


# %% task="build_network"
def build_network(hidden, learning_rate=0.01, seed=1):
    net = {"graph": tf.Graph()}
    with net["graph"].as_default():
        with tf.name_scope("input"):
            net["X"] = tf.placeholder(tf.float32, (None, 2), "X")
            net["Y"] = tf.placeholder(tf.float32, (None, 3), "Y")
        with tf.name_scope("hidden"):
            W = tf.Variable(tf.random_uniform((2, hidden), -1, 1, seed=seed), name="W")
            layer = tf.nn.relu(tf.matmul(net["X"], W) + tf.Variable(tf.zeros(hidden), name="b"))
        with tf.name_scope("output"):
            V = tf.Variable(tf.random_uniform((hidden, 3), -1, 1, seed=seed + 7), name="W")
            scores = tf.matmul(layer, V) + tf.Variable(tf.zeros(3), name="b")
        truth = tf.argmax(net["Y"], axis=1)
        net["cost"] = tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(labels=truth, logits=scores), name="mean_cost"
        )
        net["accuracy"] = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(scores, axis=1), truth), tf.float32))
        with tf.name_scope("train"):
            net["global_step"] = tf.Variable(0, trainable=False, name="global_step", dtype=tf.int64)
            adam = tf.train.AdamOptimizer(learning_rate)
            net["train"] = adam.minimize(net["cost"], global_step=net["global_step"])
        tf.summary.scalar("loss/cost", net["cost"])
        tf.summary.scalar("loss/accuracy", net["accuracy"])
        tf.summary.histogram("hidden/weights", W)
        net["summary"] = tf.summary.merge_all()
        net["init"] = tf.global_variables_initializer()
    return net


# %% task="train_and_log"
def train_and_log(net, feed, folder, steps, every):
    with net["graph"].as_default(), tf.Session() as sess:
        net["init"].run()
        writer = tf.summary.FileWriter(folder, sess.graph)
        for number in range(1, steps + 1):
            net["train"].run(feed)
            if number % every:
                continue
            packed, step = sess.run((net["summary"], net["global_step"]), feed)
            writer.add_summary(packed, step)
        writer.close()


# %% task="log_training"
def log_training(model, X, y, folder, epochs, learning_rate):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    writer = SummaryWriter(folder)
    loss = nn.functional.cross_entropy(model(X), y)
    for epoch in range(epochs):
        loss.backward()
        optimizer.step()
        model.zero_grad()
        loss = nn.functional.cross_entropy(model(X), y)
        writer.add_scalar("loss", loss.detach(), epoch + 1)
        for name, parameter in model.named_parameters():
            writer.add_histogram(name, parameter.detach(), epoch + 1)
    writer.close()
