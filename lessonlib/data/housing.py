"""California housing: districts of the 1990 census and the median value of their houses."""

from __future__ import annotations

import io
import tarfile
import zlib
from pathlib import Path

import numpy as np

from lessonlib.data.cut import cut
from lessonlib.data.dataset import Dataset
from lessonlib.data.files import DataFile
from lessonlib.data.store import FetchedSet

_FEATURES = (
    "MedInc", "HouseAge", "AveRooms", "AveBedrms", "Population", "AveOccup", "Latitude", "Longitude",
)  # fmt: skip
_SHAPE = (20_640, 9)
_TABLE_BYTES = _SHAPE[0] * _SHAPE[1] * 8
_TEXT_LIMIT = 4_000_000  # bytes; the table as text has 2,071,484
_TEXT = "CaliforniaHousing/cal_housing.data"
_TEXT_COLUMNS = [8, 7, 2, 3, 4, 5, 6, 1, 0]  # where the table's columns stand in the text


def _unpack(path: Path, limit: int) -> bytes:
    """The table's numbers, little-endian float64 row by row: house value in dollars, median income, house age, rooms,
    bedrooms, population, households, latitude, longitude.

    From the published archive, or from the file that scikit-learn's fetch_california_housing keeps.
    """
    packed = path.read_bytes()
    table = _from_archive(packed) if packed.startswith(b"\x1f\x8b") else _from_scikit_learn(packed, limit)
    return table.astype("<f8").tobytes()


def _from_archive(packed: bytes) -> np.ndarray:
    try:
        with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
            text = archive.extractfile(_TEXT)
            lines = text.read(_TEXT_LIMIT) if text else b""
    except (tarfile.TarError, KeyError, EOFError, OSError, zlib.error) as error:
        raise ValueError(f"a truncated or broken archive, or one without {_TEXT} ({error})") from error
    table = np.loadtxt(io.BytesIO(lines), delimiter=",", ndmin=2)
    if table.shape != _SHAPE:
        raise ValueError(f"its table has shape {table.shape}, not {_SHAPE}")
    return table[:, _TEXT_COLUMNS]


def _from_scikit_learn(packed: bytes, limit: int) -> np.ndarray:
    """A compressed pickle that ends with the table, column by column, and a full stop.

    The bytes are read directly, because a pickle that is loaded can run any code.
    """
    try:
        content = zlib.decompressobj().decompress(packed, limit + 10_000)
    except zlib.error as error:
        raise ValueError(f"neither the published archive nor scikit-learn's copy of it ({error})") from error
    if len(content) <= _TABLE_BYTES:
        raise ValueError(f"it holds {len(content):,} bytes, but the table alone has {_TABLE_BYTES:,}")
    return np.frombuffer(content[-_TABLE_BYTES - 1 : -1], "<f8").reshape(_SHAPE, order="F")


CALIFORNIA_HOUSING = FetchedSet(
    "california_housing",
    title="California housing",
    rows=_SHAPE[0],
    licence="not stated (1990 U.S. census)",
    files=(
        DataFile(
            ("cal_housing.tgz", "cal_housing_py3.pkz"),
            (
                "https://ndownloader.figshare.com/files/5976036",
                "https://www.dcc.fc.up.pt/~ltorgo/Regression/cal_housing.tgz",
            ),
            _TABLE_BYTES,
            "898f39f9b96274ded9a9f5a3b1b9f1dc032ab86955ac0f86b1c17330ba30cb25",
            _unpack,
            lambda content: np.frombuffer(content, "<f8").reshape(_SHAPE),
        ),
    ),
)


def california_housing(seed: int = 42) -> Dataset:
    """20,640 districts, or 2,064 made-up ones when the data set has not been fetched; a printed line says so then.

    X is float32 (n, 8): median income in 10,000 dollars, median age of the houses in years, rooms and bedrooms per
    household, people in the district, people per household, latitude and longitude in degrees. y is float32 (n, 1):
    the median house value in 100,000 dollars; the census stops at 5, "500,001 and more". Nothing is scaled.

    12,384 train, 4,128 validation and 4,128 test rows, chosen by the seed.

    Raises DamagedFileError when the file is not the published one.
    """
    if CALIFORNIA_HOUSING.find():
        (table,) = CALIFORNIA_HOUSING.read()
        X, y = _per_household(table)
        name, source = "california_housing", "1990 U.S. census, by block group, from StatLib"
    else:
        CALIFORNIA_HOUSING.say_stand_in("2,064 made-up districts stand in for it")
        X, y = _made_up(_SHAPE[0] // 10)
        name, source = "made-up housing", "drawn at random, in place of California housing"
    train, validation, test = cut(X, y, seed)
    return Dataset(
        name=name,
        train=train,
        validation=validation,
        test=test,
        feature_names=_FEATURES,
        class_names=(),
        source=source,
        licence=CALIFORNIA_HOUSING.licence if name == "california_housing" else "public domain",
        citation="Pace and Barry, Sparse spatial autoregressions, Statistics and Probability Letters 33, 291-297, 1997",
    )


def _per_household(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    value, income, age, rooms, bedrooms, population, households, latitude, longitude = table.T
    per_household = (rooms / households, bedrooms / households, population, population / households)
    return np.column_stack([income, age, *per_household, latitude, longitude]), value[:, None] / 100_000


def _made_up(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Districts along a line from San Francisco to Los Angeles, cheaper the farther they are from it."""
    random = np.random.default_rng(0)
    income = random.lognormal(np.log(3.5), 0.45, n)
    age = random.integers(1, 53, n)
    rooms = 3.8 + 0.4 * income + random.normal(0, 0.6, n)
    bedrooms = random.uniform(0.17, 0.24, n) * rooms
    population = random.lognormal(np.log(1200), 0.6, n)
    occupancy = random.lognormal(np.log(2.8), 0.2, n)
    along, inland = random.uniform(0, 1, n), random.exponential(0.6, n)
    latitude, longitude = 37.8 - 3.8 * along + 0.6 * inland, -122.3 + 4.1 * along + inland
    value = 0.45 * income + 0.01 * age - 0.2 * (occupancy - 2.8) - 0.35 * inland + random.normal(0.2, 0.5, n)
    columns = (income, age, rooms, bedrooms, population, occupancy, latitude, longitude)
    return np.column_stack(columns), value.clip(0.15, 5)[:, None]
