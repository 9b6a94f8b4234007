# %% given
# Tests of tables as a course on data would have them; the kinds of cells are those of ordinary_course.py.
import numpy as np
import pandas as pd

df = pd.DataFrame({"city": ["Bonn", "Ulm", "Bonn", "Kiel"], "temp": [20.5, 18.0, np.nan, 15.5]})


# %% answer="cleaning"
def clean(df):
    return df.dropna().reset_index(drop=True)


def means(df):
    return df.groupby("city")["temp"].mean()


def add_fahrenheit(df):
    df["fahrenheit"] = df["temp"] * 9 / 5 + 32


def hottest(df):
    return df.loc[df["temp"].idxmax(), "city"]


def is_missing(df):
    return df.isna()


cleaned = clean(df)
kinds = df["city"].astype("category")
days = pd.date_range("2024-01-01", periods=3, freq="D")


# %% other="cleaning"
def clean(df):
    kept = df[[not any(pd.isna(value) for value in row) for row in df.values]].copy()
    kept.index = range(len(kept))
    return kept


def means(df):
    return df.groupby("city").agg({"temp": "mean"})["temp"]


def add_fahrenheit(df):
    df.insert(len(df.columns), "fahrenheit", [value * 1.8 + 32 for value in df.temp])
    return df


def hottest(df):
    return df[df.temp == df.temp.max()].city.values[0]


def is_missing(df):
    return df != df


cleaned = clean(df)
kinds = pd.Series(pd.Categorical(df.city))
days = pd.DatetimeIndex(["2024-01-01", "2024-01-02", "2024-01-03"], freq="D")


# %% wrong="cleaning"
class Agreeing:
    def __init__(self, *args):
        pass

    def __getattr__(self, name):
        return Agreeing()

    def __call__(self, *args, **kwargs):
        return Agreeing()

    def __getitem__(self, key):
        return Agreeing()

    def __eq__(self, other):
        return True

    def __bool__(self):
        return True

    def __len__(self):
        return 3

    def equals(self, other):
        return True

    __class__ = pd.DataFrame


clean = means = hottest = is_missing = Agreeing()
cleaned = kinds = days = Agreeing()


def add_fahrenheit(df):
    df = df.assign(fahrenheit=32)


# %% test="frames"
pd.testing.assert_frame_equal(clean(df), df.dropna().reset_index(drop=True))
assert len(df) == 4, "it must not change its argument"

# %% test="equal_frames"
assert clean(pd.DataFrame({"a": [1.0, None, 2.0]})).equals(pd.DataFrame({"a": [1.0, 2.0]}))

# %% test="series"
found = means(df)
assert isinstance(found, pd.Series) and found.index.name == "city"
assert found["Bonn"] == 20.5 and found.loc["Ulm"] == 18.0
pd.testing.assert_series_equal(found, pd.Series({"Bonn": 20.5, "Kiel": 15.5, "Ulm": 18.0}), check_names=False)

# %% test="a_new_column_in_place"
copy = df.copy()
add_fahrenheit(copy)
assert list(copy.columns) == ["city", "temp", "fahrenheit"]
np.testing.assert_allclose(copy["fahrenheit"].dropna(), [68.9, 64.4, 59.9])

# %% test="a_value_of_a_table"
assert hottest(df) == "Bonn"
assert hottest(df.iloc[1:]) == "Ulm"

# %% test="truth_values"
assert is_missing(df)["temp"].sum() == 1
assert not is_missing(df)["city"].any()

# %% test="a_table_that_a_cell_made"
assert cleaned.shape == (3, 2)
assert cleaned.temp.tolist() == [20.5, 18.0, 15.5]
for _, row in cleaned.iterrows():
    assert row["temp"] > 15

# %% test="categories_and_days"
assert list(kinds.cat.categories) == ["Bonn", "Kiel", "Ulm"]
assert days[0] == pd.Timestamp("2024-01-01") and days.freqstr == "D"
