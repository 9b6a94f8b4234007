# %% [markdown]
# The training always starts with epoch 0, also in a session that has some epochs behind it.

# %% task="train" caught_by="resume" message="the global step after 8 epochs in total"
def train(model, sess, X, y, epochs, batch_size, folder, save_every=5, on_epoch=None):
    """Train until `epochs` epochs are done in total; save checkpoints in `folder`."""
    for epoch in range(epochs):
        for X_batch, y_batch in batches(X, y, batch_size, seed=epoch):
            sess.run(model.train, feed_dict={model.X: X_batch, model.y: y_batch})
        if (epoch + 1) % save_every == 0:
            model.saver.save(sess, f"{folder}/moons.ckpt", global_step=model.global_step)
        if on_epoch:
            on_epoch(epoch + 1)
    model.saver.save(sess, f"{folder}/final.ckpt")
