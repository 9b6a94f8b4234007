# %% [markdown]
# The model is trained on the two plain features: a straight line cannot separate the moons.

# %% task="separate_moons" caught_by="accuracy" message="model/weights in the checkpoint has the wrong shape"
moons_settings = {"learning_rate": 1.0, "batch_size": 20, "epochs": 60}
moons_model = logistic_regression(n_features=2, learning_rate=1.0)
moons_session = open_session(moons_model, "runs/moons")
moons_logger = make_logger(moons_model, moons_session, X_val, y_val, "runs/moons/log")
train(
    moons_model,
    moons_session,
    X_train,
    y_train,
    epochs=60,
    batch_size=20,
    folder="runs/moons",
    save_every=20,
    on_epoch=moons_logger,
)
