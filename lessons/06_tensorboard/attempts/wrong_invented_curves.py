# %% [markdown]
# Trains nothing: it writes curves of numbers that look like those of `tiny_network`, and histograms of the untrained
# weights. The network is a graph of constants with the right names.

# %% task="build_network" caught_by="network_scopes,network_tags,network_summaries,network_starts,network_trains,log_steps,log_values,log_one_file,torch_loss,torch_histograms" message="hidden/W is not a variable"
def build_network(hidden, learning_rate=0.01, seed=1):
    graph = tf.Graph()
    names = ["input/X", "input/Y", "hidden/W", "hidden/b", "output/W", "output/b", "train/global_step"]
    with graph.as_default():
        made = {name: tf.constant(0.5, name=name) for name in names}
        packed = tf.constant(b"", name="summary")
    parts = {
        "X": made["input/X"],
        "Y": made["input/Y"],
        "cost": made["output/b"],
        "accuracy": made["hidden/b"],
    }
    step = made["train/global_step"]
    return {"graph": graph, **parts, "global_step": step, "train": step, "summary": packed, "init": step.op}


# %% task="train_and_log"
def train_and_log(net, feed, folder, steps, every):
    with tf.Graph().as_default(), tf.Session() as sess, tf.summary.FileWriter(folder, net["graph"]) as writer:
        number = tf.placeholder(tf.float32, ())
        summary = tf.summary.scalar("cost", number)
        for step in range(every, steps + 1, every):
            writer.add_summary(sess.run(summary, {number: 16.0 / 4**step}), global_step=step)


# %% task="log_training"
def log_training(model, X, y, folder, epochs, learning_rate):
    with SummaryWriter(folder) as writer:
        for epoch in range(1, epochs + 1):
            writer.add_scalar("loss", 1.1 * 0.9**epoch, epoch)
            for name, parameter in model.named_parameters():
                writer.add_histogram(name, parameter, epoch)
