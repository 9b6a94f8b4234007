# %% [markdown]
# The training stops after three epochs, long before the curve is flat.

# %% task="separate_moons" caught_by="moons_accuracy" message="the accuracy on new moons"
moons_model = logistic_regression(n_features=9, learning_rate=1.0)
moons_session = open_session(moons_model, "runs/moons")
moons_logger = make_logger(moons_model, moons_session, polynomial(X_val), y_val, "runs/moons/log")
train(
    moons_model,
    moons_session,
    polynomial(X_train),
    y_train,
    epochs=3,
    batch_size=20,
    folder="runs/moons",
    save_every=20,
    on_epoch=moons_logger,
)
