"""What the application answers over HTTP; the server runs in a thread here, and in its own process in test_service."""

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import requests
import torch
import uvicorn

from lessonlib.models import MLP
from lessonlib.serving import ServingError, export
from lessonlib.serving.app import make_app

CLASSES = [f"class {k}" for k in range(10)]
AS_JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    torch.manual_seed(1)
    return export(
        MLP((16, 8, 10)), torch.zeros(1, 1, 4, 4), tmp_path_factory.mktemp("m") / "m.safetensors", CLASSES
    )


@pytest.fixture(scope="module")
def url(exported):
    server = uvicorn.Server(
        uvicorn.Config(make_app(exported, max_rows=50), port=0, ws="none", log_config=None)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture(scope="module")
def session():
    with requests.Session() as session:
        session.trust_env = False
        yield session


def images(n, seed=0):
    return torch.rand(n, 1, 4, 4, generator=torch.Generator().manual_seed(seed))


def test_it_says_what_it_expects(url, session, exported):
    found = session.get(url).json()
    assert found["input_shape"] == [1, 4, 4]
    assert found["classes"] == CLASSES
    assert (found["model"], found["version"], found["max_rows"]) == ("MLP", exported.version, 50)
    assert "POST /predict" in found["how_to_ask"]
    assert session.get(f"{url}/health").json() == {"status": "ok", "version": exported.version}


@pytest.mark.parametrize("n", [1, 3, 50])
def test_it_answers_as_the_model_does(url, session, exported, n):
    answer = session.post(f"{url}/predict", json={"rows": images(n).tolist()})
    assert answer.status_code == 200
    probability = exported.probability(images(n))
    np.testing.assert_allclose(answer.json()["probabilities"], probability, rtol=1e-6)
    assert answer.json()["classes"] == [CLASSES[k] for k in probability.argmax(dim=1)]
    assert answer.json()["version"] == exported.version


def test_clients_at_the_same_time_get_each_their_own_answer(url, exported):
    def ask(seed):
        answer = requests.post(f"{url}/predict", json={"rows": images(5, seed).tolist()}, timeout=600).json()
        return np.abs(np.array(answer["probabilities"]) - exported.probability(images(5, seed)).numpy()).max()

    with ThreadPoolExecutor(8) as pool:
        assert max(pool.map(ask, range(64))) < 1e-6


@pytest.mark.parametrize(
    ("request_", "status", "told"),
    [
        ({"json": {"rows": images(2)[..., :3].tolist()}}, 422, r"rows[0][0][0] is a list of 3, expected a list of 4"),
        ({"json": {"rows": images(51).tolist()}}, 422, "rows is a list of 51, expected a list of 1 to 50 lists"),
        ({"data": b"rows", "headers": AS_JSON}, 422, "The body is not JSON: Expecting value, at character 0"),
        ({"data": b"rows"}, 422, "The body is the text 'rows', expected a JSON object, with Content-Type"),
        ({"data": b"\xff\xfe", "headers": AS_JSON}, 422, "The body is not JSON"),
        ({}, 422, "The body is empty"),
        ({"json": None, "headers": AS_JSON}, 422, "The body is empty"),
        ({"json": {"row": 1}}, 422, 'The JSON has no "rows"'),
        ({"data": b'{"rows":' + b"[" * 20_000 + b"]" * 20_000 + b"}", "headers": AS_JSON}, 413, "more than"),
        ({"data": b'{"rows": ' + b"1" * 5000 + b"}", "headers": AS_JSON}, 400, "error parsing the body"),
    ],
)  # fmt: skip
def test_a_bad_question_is_told_what_is_wrong_and_how_to_ask(url, session, request_, status, told):
    answer = session.post(f"{url}/predict", **request_)
    assert answer.status_code == status, answer.text
    detail = answer.json()["detail"]
    assert told in detail
    assert 'POST /predict takes the JSON {"rows": [...]} with 1 to 50 rows' in detail
    assert session.get(f"{url}/health").status_code == 200


def test_lists_nested_deeply_are_told_whether_this_python_can_read_them_or_not(url, session):
    answer = session.post(f"{url}/predict", data=b"[" * 9_000 + b"]" * 9_000, headers=AS_JSON)
    assert answer.status_code in (400, 422), answer.text
    assert re.search("error parsing the body|The body is a list of 1", answer.json()["detail"])
    assert session.get(f"{url}/health").status_code == 200


@pytest.mark.parametrize("word", ["NaN", "-Infinity", "1e999", '"1"', "null"])
def test_what_is_no_finite_number_is_told(url, session, word):
    rows = json.dumps(images(2).tolist()).split(",")
    rows[5] = f" {word}"
    answer = session.post(f"{url}/predict", data=f'{{"rows": {",".join(rows)}}}', headers=AS_JSON)
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"].startswith("rows[0][0][1][1] is ")


def test_numbers_too_large_to_compute_with_are_told(url, session, exported):
    signs = exported.forward.layers[0].weight[0].sign()  # so that the first neuron's sum is beyond float32
    X = 3.4e38 * signs.detach().reshape(1, 1, 4, 4)
    with pytest.raises(ServingError, match="NaN or infinity"):
        exported(X)
    answer = session.post(f"{url}/predict", json={"rows": X.tolist()})
    assert answer.status_code == 422
    assert "the model computes NaN or infinity: send numbers like those" in answer.json()["detail"]


def chunks(count):
    for _ in range(count):
        yield b" " * 10_000


@pytest.mark.parametrize("body", [b" " * 5_000_000, chunks(500)], ids=["with its length", "in chunks"])
def test_a_body_that_is_too_long_is_told(url, session, body):
    answer = session.post(f"{url}/predict", data=body, headers=AS_JSON)
    assert answer.status_code == 413
    assert answer.json()["detail"].startswith("The body has more than 26,624 bytes. POST /predict takes")


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/predict", 405), ("GET", "/docs", 404), ("DELETE", "/", 405)]
)
def test_other_requests_are_told_what_there_is(url, session, method, path, status):
    answer = session.request(method, url + path)
    assert answer.status_code == status
    assert answer.json()["detail"].startswith(f"{method} {path}: ")
    assert "POST /predict takes" in answer.json()["detail"]


def test_it_answers_under_no_other_name(url, session):
    assert session.get(f"{url}/health", headers={"Host": "elsewhere.example"}).status_code == 400


def test_the_shape_stands_in_the_description_for_machines(url, session):
    schema = session.get(f"{url}/openapi.json").json()
    rows = schema["components"]["schemas"]["RowsOfTheModel"]["properties"]["rows"]
    assert (rows["minItems"], rows["maxItems"], rows["items"]["items"]["items"]["maxItems"]) == (1, 50, 4)
