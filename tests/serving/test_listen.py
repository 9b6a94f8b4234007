"""A function of a notebook behind a real HTTP server."""

import json

import pytest
import requests

from lessonlib.serving import BadQuestion, listen


@pytest.fixture
def http():
    with requests.Session() as session:
        session.trust_env = False
        yield session


def told(method, path, headers, stream):
    body = stream.read(int(headers.get("Content-Length", 0)))
    return 200 if path == "/" else 404, {"method": method, "path": path, "body": body.decode()}


def test_the_function_answers_with_status_and_json(http):
    with listen(told) as url:
        assert url.startswith("http://127.0.0.1:")
        first, second = http.post(url, data="seven"), http.get(f"{url}/else")
    assert (first.status_code, first.json()) == (200, {"method": "POST", "path": "/", "body": "seven"})
    assert (second.status_code, second.json()["path"]) == (404, "/else")
    assert first.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("content", [{"share": float("nan")}, {"model": object()}, None])
def test_a_mistake_of_the_function_is_a_500_without_its_text(http, content, capfd):
    def respond(method, path, headers, stream):
        if content is None:
            raise RuntimeError("a secret path")
        return 200, content

    with listen(respond) as url:
        reply = http.get(url)
    assert (reply.status_code, reply.json()) == (500, {"error": "the service made a mistake"})
    assert "secret" not in json.dumps([*capfd.readouterr(), reply.text])


def test_a_bad_question_is_answered_with_its_status_and_message(http):
    def respond(method, path, headers, stream):
        raise BadQuestion(411, "how long is it?")

    with listen(respond) as url:
        reply = http.get(url)
    assert (reply.status_code, reply.json()) == (411, {"error": "how long is it?"})
    assert str(BadQuestion(411, "how long is it?")) == "411: how long is it?"


def test_nobody_answers_after_the_block(http):
    with pytest.raises(ZeroDivisionError), listen(told) as url:
        raise ZeroDivisionError
    with pytest.raises(requests.ConnectionError):
        http.get(url, timeout=5)
