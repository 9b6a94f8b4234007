# %% [markdown]
# Counts the rows, but a lost value stops only at an index, with another error. Biases are not counted.


# %% task="read_flowers" caught_by="read_refuses_columns,parameters" message="a lost value raises another error"
def read_flowers(text):
    lines = text.splitlines()
    n, d, *names = lines[0].split(",")
    rows = [line.split(",") for line in lines[1:]]
    if len(rows) != int(n):
        raise ValueError("rows are missing")
    X = [[float(row[k]) for k in range(int(d))] for row in rows]
    y = [int(row[int(d)]) for row in rows]
    return X, y, names


# %% task="count_parameters"
def count_parameters(sizes):
    return sum(before * after for before, after in pairwise(sizes))
