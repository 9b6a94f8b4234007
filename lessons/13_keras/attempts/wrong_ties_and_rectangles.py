# %% [markdown]
# Each row is a point of the ROC curve, also where scores are equal, and the area is a sum of rectangles. An unknown
# category silently becomes a row of zeros.


# %% task="roc" caught_by="dummy_unknown,roc_ties,roc_area" message="raises no error"
def roc(y_true, score):
    y_sorted = y_true[np.argsort(-score, kind="stable")]
    tpr = np.cumsum(y_sorted) / y_true.sum()
    fpr = np.cumsum(1 - y_sorted) / (1 - y_true).sum()
    return np.append(0, fpr), np.append(0, tpr)


def area(fpr, tpr):
    return np.sum(np.diff(fpr) * tpr[1:])


# %% task="dummy_columns"
def dummy_columns(values, categories):
    return np.array([[float(value == category) for category in categories[1:]] for value in values])
