# %% [markdown]
# Calculates the error on the training rows, and says that it is the one on the validation rows.

# %% task="housing_theta" caught_by="housing_fit" message="validation_mse is not right"
Z_train, Z_val = standardise(X_train, X_val)
Z_train, Z_val = np.c_[np.ones(len(Z_train)), Z_train], np.c_[np.ones(len(Z_val)), Z_val]
housing_theta = train_in_batches(Z_train, y_train, 0.3, len(Z_train), 300, seed=8)
validation_mse = np.mean((Z_train @ housing_theta - y_train) ** 2)
