# %% [markdown]
# A batch that is not full is left out.


# %% task="train" caught_by="checkpoints,resume" message="the list of checkpoints"
def train(model, sess, X, y, epochs, batch_size, folder, save_every=5, on_epoch=None):
    """Train until `epochs` epochs are done in total; save checkpoints in `folder`."""
    steps_per_epoch = math.ceil(len(X) / batch_size)
    epochs_before = int(sess.run(model.global_step)) // steps_per_epoch
    for epoch in range(epochs_before, epochs):
        for X_batch, y_batch in batches(X, y, batch_size, seed=epoch):
            if len(X_batch) < batch_size:
                break
            sess.run(model.train, feed_dict={model.X: X_batch, model.y: y_batch})
        if (epoch + 1) % save_every == 0:
            model.saver.save(sess, f"{folder}/moons.ckpt", global_step=model.global_step)
        if on_epoch:
            on_epoch(epoch + 1)
    model.saver.save(sess, f"{folder}/final.ckpt")
