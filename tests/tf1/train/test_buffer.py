"""Buffers: several threads, closing, and cancelling, without a graph."""

import threading

import pytest

from lessonlib.graph.errors import OutOfRangeError
from lessonlib.graph.status import CancelledError
from lessonlib.tf1.train.buffer import AtRandom, Buffer, FirstInFirstOut, SmallestFirst


def numbers(*values):
    return [(value,) for value in values]


def in_thread(function, *args):
    """A started thread, and the list that gets what it returns or raises."""
    found = []

    def run():
        try:
            found.append(function(*args))
        except Exception as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, found


def test_a_batch_larger_than_the_buffer_passes_through_it():
    buffer = Buffer("q", 2, FirstInFirstOut())
    thread, _ = in_thread(buffer.put, numbers(*range(7)))
    assert buffer.take(7) == numbers(*range(7))
    thread.join()


def test_what_waits_for_room_is_not_lost_when_it_is_closed():
    buffer = Buffer("q", 1, FirstInFirstOut())
    buffer.put(numbers(0))
    thread, found = in_thread(buffer.put, numbers(1))
    while not buffer._pending:
        pass
    buffer.close()
    assert buffer.take(3, or_fewer=True) == numbers(0, 1)
    thread.join()
    assert found == [None]
    with pytest.raises(CancelledError, match="q is closed"):
        buffer.put(numbers(2))


@pytest.mark.parametrize("wait", ["put", "take"])
def test_the_end_of_the_session_lets_nobody_wait(wait):
    buffer = Buffer("q", 0 if wait == "put" else 5, FirstInFirstOut())
    thread, found = in_thread(buffer.put, numbers(1)) if wait == "put" else in_thread(buffer.take, 2)
    buffer.cancel()
    thread.join()
    assert isinstance(found[0], CancelledError)


def test_a_batch_that_does_not_come_is_put_back():
    buffer = Buffer("q", 9, FirstInFirstOut())
    buffer.put(numbers(1, 2))
    buffer.close()
    with pytest.raises(OutOfRangeError, match=r"requested 3, current size 2"):
        buffer.take(3)
    assert buffer.take(2) == numbers(1, 2)


def test_orders():
    smallest, mixed = SmallestFirst(), Buffer("q", -1, AtRandom(3), reserve=2)
    for value in (3, 1, 2):
        smallest.put((value,))
    assert [smallest.take() for _ in range(3)] == numbers(1, 2, 3)
    mixed.put(numbers(*range(20)))
    first = mixed.take(18)
    assert sorted(first) != first
    mixed.close()
    assert sorted(first + mixed.take(2)) == numbers(*range(20))
