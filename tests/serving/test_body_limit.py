"""The limit counts what arrives; it does not believe what a client says, and does not wait for ever."""

import asyncio

import pytest

from lessonlib.serving.body_limit import BodyLimit


def send(messages, most=10, scope=None):
    """What the application behind the limit got (None: it was not asked), and the status that was answered."""
    got, answers, left = [], [], list(messages)

    async def behind(scope, receive, send):
        got.append(await receive())
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive():
        if not left:
            await asyncio.sleep(60)  # longer than anybody waits
        return left.pop(0)

    async def answer(message):
        answers.append(message)

    asyncio.run(BodyLimit(behind, most, "Send less.")(scope or {"type": "http"}, receive, answer))
    return got[0] if got else None, answers[0]["status"] if answers else None


def part(body, more=True):
    return {"type": "http.request", "body": body, "more_body": more}


@pytest.mark.parametrize("parts", [[b"0123456789"], [b"01234", b"56789"], [b"", b"0123456789"], [b""]])
def test_a_body_within_the_limit_comes_through_whole(parts):
    messages = [part(body) for body in parts[:-1]] + [part(parts[-1], more=False)]
    assert send(messages) == (part(b"".join(parts), more=False), 200)


@pytest.mark.parametrize("parts", [[b"0123456789x"], [b"01234", b"56789", b"x"], [b"x" * 100]])
def test_a_longer_one_does_not(parts):
    messages = [part(body) for body in parts[:-1]] + [part(parts[-1], more=False)]
    assert send(messages) == (None, 413)


def test_a_client_that_never_ends_is_answered():
    assert send([part(b"x" * 11)]) == (None, 413)


def test_a_client_that_went_away_is_left_alone():
    assert send([part(b"x"), {"type": "http.disconnect"}]) == (None, None)


def test_what_is_no_request_is_passed_on():
    assert send([{"type": "lifespan.startup"}], scope={"type": "lifespan"}) == (
        {"type": "lifespan.startup"},
        200,
    )
