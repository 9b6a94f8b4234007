"""The documents' parts of tf.contrib: a CSV with its header line, and the ready-made classifier."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

CENTRES = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]])


def blobs(seed):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, 90)
    return (CENTRES[labels] + rng.normal(0, 0.5, (90, 2))).astype(np.float32), labels


def classifier(folder):
    columns = [tf.contrib.layers.real_valued_column("", dimension=2)]
    return tf.contrib.learn.DNNClassifier(
        feature_columns=columns, hidden_units=[8], n_classes=3, model_dir=str(folder)
    )


def test_fit_evaluate_predict_and_go_on(tmp_path):
    model = classifier(tmp_path)
    model.fit(input_fn=lambda: tuple(map(tf.constant, blobs(0))), steps=150)
    X, y = blobs(1)
    result = model.evaluate(input_fn=lambda: (tf.constant(X), tf.constant(y)), steps=1)
    assert result["accuracy"] > 0.95
    assert result["global_step"] == 150
    assert list(model.predict(input_fn=lambda: CENTRES.astype(np.float32))) == [0, 1, 2]
    again = classifier(tmp_path).fit(X, y, steps=10)
    assert again.evaluate(X, y)["global_step"] == 160


def test_before_training(tmp_path):
    with pytest.raises(ValueError, match=r"There is no trained model in .* yet: call fit first"):
        classifier(tmp_path).predict(CENTRES)
    with pytest.raises(ValueError, match="feature columns have 2 numbers, but the input has shape"):
        classifier(tmp_path).fit(np.ones((4, 3)), np.zeros(4, int), steps=1)
    with pytest.raises(ValueError, match="fit needs the number of training steps"):
        classifier(tmp_path).fit(*blobs(0))


def read(path):
    base = tf.contrib.learn.datasets.base
    return base.load_csv_with_header(filename=path, target_dtype=int, features_dtype=np.float32)


def test_csv_with_header(tmp_path):
    file = tmp_path / "flowers.csv"
    file.write_text("2,3,setosa,virginica\n1.0,2.0,3.5,0\n4,5,6,1\n")
    data = read(file)
    np.testing.assert_array_equal(data.data, np.array([[1, 2, 3.5], [4, 5, 6]], np.float32))
    assert data.target.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "the first line must say the numbers of rows and features"),
        ("", "the first line must say"),
        ("3,1,x\n1,0\n", "has 1 rows, but its header says 3"),
        ("1,2,x\n1,0\n", r"line 2: 2 values, expected 2 features and a class"),
    ],
)
def test_csv_that_is_not_of_this_form(tmp_path, text, message):
    file = tmp_path / "flowers.csv"
    file.write_text(text)
    with pytest.raises(ValueError, match=message):
        read(file)
