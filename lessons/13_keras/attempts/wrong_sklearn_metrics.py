# %% [markdown]
# The curve and its area come from scikit-learn.


# %% task="roc" caught_by="roc_points,roc_ties,roc_area" message="the calls of sklearn.metrics"
def roc(y_true, score):
    from sklearn.metrics import roc_curve

    return roc_curve(y_true, score, drop_intermediate=False)[:2]


def area(fpr, tpr):
    from sklearn.metrics import auc

    return auc(fpr, tpr)
