# %% [markdown]
# Precision and recall come from scikit-learn.


# %% task="precision_recall" caught_by="precision_recall_values" message="the calls of scikit-learn"
def precision_recall(y_true, score, threshold=0.5):
    from sklearn.metrics import precision_recall_fscore_support

    called = score >= threshold
    values = precision_recall_fscore_support(y_true, called, average="binary", zero_division=0)
    return float(values[0]), float(values[1])
