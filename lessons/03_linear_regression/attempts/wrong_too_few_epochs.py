# %% [markdown]
# Twenty epochs with a small learning rate: the training stops long before the cost is flat.

# %% task="housing_theta" caught_by="housing_fit" message="the mean squared error on the validation rows"
# housing_theta = an array of shape (9, 1)
Z_train, Z_val = standardise(X_train, X_val)
Z_train, Z_val = np.c_[np.ones(len(Z_train)), Z_train], np.c_[np.ones(len(Z_val)), Z_val]
housing_theta = train_in_batches(Z_train, y_train, 0.01, len(Z_train), 20, seed=8)
validation_mse = np.mean((Z_val @ housing_theta - y_val) ** 2)
print(f"validation MSE {validation_mse:.3f}, about {100_000 * validation_mse**0.5:,.0f} dollars")
