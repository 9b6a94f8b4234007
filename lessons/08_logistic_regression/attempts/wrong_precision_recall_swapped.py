# %% [markdown]
# Precision is divided by the number of positives, and recall by the number of called positives.

# %% task="precision_recall" caught_by="precision_recall_values" message="precision at 0.2"
def precision_recall(y_true, score, threshold=0.5):
    """Precision and recall of `score >= threshold` as floats. y_true and score have the same shape."""
    called = score >= threshold
    positive = y_true == 1
    true_positives = np.sum(called & positive)
    precision = true_positives / called.sum() if called.any() else 0.0
    recall = true_positives / positive.sum() if positive.any() else 0.0
    return float(recall), float(precision)
