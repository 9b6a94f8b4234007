# %% [markdown]
# Calculates gradients, and never makes a step. Trains only when a summary is due.

# %% task="train_and_log" caught_by="log_values,torch_loss,torch_histograms" message="the first value"
def train_and_log(net, feed, folder, steps, every):
    with tf.Session(graph=net["graph"]) as sess, tf.summary.FileWriter(folder, net["graph"]) as writer:
        sess.run(net["init"])
        for number in range(1, steps + 1):
            if number % every == 0:
                sess.run(net["train"], feed)
                writer.add_summary(sess.run(net["summary"], feed), global_step=number)


# %% task="log_training"
def log_training(model, X, y, folder, epochs, learning_rate):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    with SummaryWriter(folder) as writer:
        for epoch in range(1, epochs + 1):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X), y).backward()
            with torch.no_grad():
                loss = nn.functional.cross_entropy(model(X), y)
            writer.add_scalar("loss", loss, epoch)
            for name, parameter in model.named_parameters():
                writer.add_histogram(name, parameter, epoch)
