# %% [markdown]
# Reads the file without counting: a lost line is not noticed, and a lost value only by chance.


# %% task="read_flowers" caught_by="read_refuses_rows,read_refuses_columns" message="a lost line raises no error"
def read_flowers(text):
    lines = text.splitlines()
    names = lines[0].split(",")[2:]
    X, y = [], []
    for line in lines[1:]:
        values = line.split(",")
        X.append([float(value) for value in values[:-1]])
        y.append(int(values[-1]))
    return X, y, names
