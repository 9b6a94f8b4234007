# %% [markdown]
# The table has the predicted classes as rows, and the recall divides by the columns of a table: it is the precision.


# %% task="confusion" caught_by="confusion_table,recall_values" message="the table of"
def confusion(y_true, y_hat, num_classes):
    table = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(table, (y_hat, y_true), 1)
    return table


def recalls(table):
    return table.diagonal() / table.sum(axis=0)
