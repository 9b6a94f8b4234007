# %% [markdown]
# The other rows are standardised with their own mean and standard deviation.

# %% task="standardise" caught_by="scaled_other,housing_fit" message="the other rows"
def standardise(X_train, X_other):
    """Both arrays, standardised with the means and standard deviations of X_train."""
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / std, (X_other - X_other.mean(axis=0)) / X_other.std(axis=0)
