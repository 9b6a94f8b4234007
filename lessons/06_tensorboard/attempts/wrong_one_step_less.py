# %% [markdown]
# Makes one step, or one epoch, less than it should.

# %% task="train_and_log" caught_by="log_steps,log_values,log_one_file,torch_loss,torch_histograms" message="the steps of the curve"
def train_and_log(net, feed, folder, steps, every):
    with tf.Session(graph=net["graph"]) as sess, tf.summary.FileWriter(folder, net["graph"]) as writer:
        sess.run(net["init"])
        for _ in range(1, steps):
            sess.run(net["train"], feed)
            step = sess.run(net["global_step"])
            if step % every == 0:
                writer.add_summary(sess.run(net["summary"], feed), global_step=step)


# %% task="log_training"
def log_training(model, X, y, folder, epochs, learning_rate):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    with SummaryWriter(folder) as writer:
        for epoch in range(1, epochs):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X), y).backward()
            optimizer.step()
            with torch.no_grad():
                loss = nn.functional.cross_entropy(model(X), y)
            writer.add_scalar("loss", loss, epoch)
            for name, parameter in model.named_parameters():
                writer.add_histogram(name, parameter, epoch)
