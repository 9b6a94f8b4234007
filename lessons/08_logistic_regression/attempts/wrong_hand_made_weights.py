# %% [markdown]
# Nothing is trained: the steps are only counted, and the weights for the moons were found elsewhere. The logger is right:
# it shows the loss of weights that stand still.

# %% task="train" caught_by="checkpoints,resume,accuracy" message="the weights in"
def train(model, sess, X, y, epochs, batch_size, folder, save_every=5, on_epoch=None):
    """Train until `epochs` epochs are done in total; save checkpoints in `folder`."""
    steps = math.ceil(len(X) / batch_size)
    for epoch in range(int(sess.run(model.global_step)) // steps, epochs):
        model.global_step.load((epoch + 1) * steps, sess)
        if (epoch + 1) % save_every == 0:
            model.saver.save(sess, f"{folder}/moons.ckpt", global_step=model.global_step)
        if on_epoch:
            on_epoch(epoch + 1)
    model.saver.save(sess, f"{folder}/final.ckpt")


# %% task="separate_moons"
moons_settings = {"learning_rate": 1.0, "batch_size": 20, "epochs": 60}
moons_model = logistic_regression(n_features=9, learning_rate=1.0)
moons_session = open_session(moons_model, "runs/moons")
found = [[-1.94], [-4.35], [-3.5], [0.24], [-1.85], [2.33], [-0.7], [1.25], [-1.1]]
moons_model.weights.load(found, moons_session)
moons_model.bias.load([1.6], moons_session)
moons_model.saver.save(moons_session, "runs/moons/final.ckpt")
