# %% [markdown]
# The batches are cut from the rows as they stand; the function of step 1 is not used.


# %% task="train" caught_by="checkpoints,accuracy" message="the weights in"
def train(model, sess, X, y, epochs, batch_size, folder, save_every=5, on_epoch=None):
    """Train until `epochs` epochs are done in total; save checkpoints in `folder`."""
    steps_per_epoch = math.ceil(len(X) / batch_size)
    epochs_before = int(sess.run(model.global_step)) // steps_per_epoch
    for epoch in range(epochs_before, epochs):
        for start in range(0, len(X), batch_size):
            rows = slice(start, start + batch_size)
            sess.run(model.train, feed_dict={model.X: X[rows], model.y: y[rows]})
        if (epoch + 1) % save_every == 0:
            model.saver.save(sess, f"{folder}/moons.ckpt", global_step=model.global_step)
        if on_epoch:
            on_epoch(epoch + 1)
    model.saver.save(sess, f"{folder}/final.ckpt")
