# %% [markdown]
# One epoch is not enough for a boundary that bends.

# %% task="separate_moons" caught_by="accuracy" message="the accuracy on new moons"
moons_settings = {"learning_rate": 1.0, "batch_size": 20, "epochs": 1}
moons_model = logistic_regression(9, moons_settings["learning_rate"])
moons_session = open_session(moons_model, "runs/moons")
train(
    moons_model,
    moons_session,
    polynomial(X_train),
    y_train,
    moons_settings["epochs"],
    moons_settings["batch_size"],
    folder="runs/moons",
    on_epoch=make_logger(moons_model, moons_session, polynomial(X_val), y_val, "runs/moons/log"),
)
