# %% [markdown]
# The features are used as they are: the training diverges.

# %% task="housing_theta" caught_by="housing_fit" message="not finite"
# housing_theta = an array of shape (9, 1)
Z_train, Z_val = np.c_[np.ones(len(X_train)), X_train], np.c_[np.ones(len(X_val)), X_val]
housing_theta = train_in_batches(Z_train, y_train, 0.3, len(Z_train), 300, seed=8)
validation_mse = np.mean((Z_val @ housing_theta - y_val) ** 2)
print(f"validation MSE {validation_mse:.3f}, about {100_000 * validation_mse**0.5:,.0f} dollars")
