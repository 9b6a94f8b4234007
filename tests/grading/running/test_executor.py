"""The window through which submissions pass, and running some at a time."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from lessonlib.grading.running.executor import ended


@pytest.fixture
def pool():
    with ThreadPoolExecutor(4) as pool:
        yield pool


@pytest.mark.parametrize("window", [1, 3, 100])
def test_each_thing_comes_back_once_with_its_own_result(pool, window):
    found = {
        thing: future.result() for thing, future in ended(lambda n: pool.submit(pow, n, 2), range(50), window)
    }
    assert found == {n: n * n for n in range(50)}


@pytest.mark.parametrize("window", [1, 3])
def test_no_more_are_taken_than_the_window_holds(pool, window):
    taken = given_back = most = 0

    def things():
        nonlocal taken, most
        for thing in range(20):
            taken += 1
            most = max(most, taken - given_back)
            yield thing

    for _ in ended(lambda n: pool.submit(pow, n, 2), things(), window):
        given_back += 1
    assert (taken, given_back, most) == (20, 20, window)


def test_who_is_done_first_comes_first(pool):
    slow = threading.Event()
    order = []
    for thing, future in ended(lambda n: pool.submit(slow.wait if n == 0 else int), range(3), 3):
        order.append(thing)
        future.result()
        if len(order) == 2:
            slow.set()
    assert order[-1] == 0


def test_an_exception_stays_with_its_thing(pool):
    def divide(n):
        return pool.submit(lambda: 1 / n)

    errors = {thing: future.exception() for thing, future in ended(divide, range(3), 2)}
    assert isinstance(errors[0], ZeroDivisionError)
    assert errors[1] is errors[2] is None


def test_futures_that_are_done_already_are_no_trouble():
    def done(n):
        future = Future()
        future.set_result(n)
        return future

    assert sorted(thing for thing, _ in ended(done, range(5), 2)) == list(range(5))
