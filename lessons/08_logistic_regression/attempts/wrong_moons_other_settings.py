# %% [markdown]
# The settings that are handed in are not those of the training.

# %% task="separate_moons" caught_by="accuracy" message="a training with moons_settings"
moons_settings = {"learning_rate": 1.0, "batch_size": 20, "epochs": 60}
moons_model = logistic_regression(9, moons_settings["learning_rate"])
moons_session = open_session(moons_model, "runs/moons")
train(
    moons_model,
    moons_session,
    polynomial(X_train),
    y_train,
    30 + moons_settings["epochs"],
    moons_settings["batch_size"],
    folder="runs/moons",
    on_epoch=make_logger(moons_model, moons_session, polynomial(X_val), y_val, "runs/moons/log"),
)
