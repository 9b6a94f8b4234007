# %% [markdown]
# The model for the moons has learned from the validation rows, too: its own judge.

# %% task="separate_moons" caught_by="accuracy" message="a training with moons_settings"
moons_settings = {"learning_rate": 1.0, "batch_size": 20, "epochs": 60}
moons_model = logistic_regression(9, moons_settings["learning_rate"])
moons_session = open_session(moons_model, "runs/moons")
train(
    moons_model,
    moons_session,
    polynomial(np.vstack([X_train, X_val])),
    np.vstack([y_train, y_val]),
    moons_settings["epochs"],
    moons_settings["batch_size"],
    folder="runs/moons",
    on_epoch=make_logger(moons_model, moons_session, polynomial(X_val), y_val, "runs/moons/log"),
)
