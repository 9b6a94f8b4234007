# %% [markdown]
# Nobody thought of a threshold above all scores: no row is called positive, and 0 / 0 is not a number.

# %% task="precision_recall" caught_by="precision_recall_values" message="precision at 0.99 is not finite"
def precision_recall(y_true, score, threshold=0.5):
    """Precision and recall of `score >= threshold` as floats. y_true and score have the same shape."""
    called = score >= threshold
    positive = y_true == 1
    true_positives = np.sum(called & positive)
    precision = true_positives / called.sum()
    recall = true_positives / positive.sum()
    return float(precision), float(recall)
