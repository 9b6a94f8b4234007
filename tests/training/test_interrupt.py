"""The stop button is heard once as a wish, and the second time as an order."""

import signal
import threading

import pytest

from lessonlib.training.interrupt import stop_requests


def press():
    signal.raise_signal(signal.SIGINT)


def test_the_first_press_sets_the_event_and_the_second_raises():
    with stop_requests() as stop:
        assert not stop.is_set()
        press()
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            press()


def test_afterwards_the_button_works_as_before():
    before = signal.getsignal(signal.SIGINT)
    with stop_requests():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_another_thread_cannot_hear_it_and_does_not_fail():
    heard = []

    def work():
        with stop_requests() as stop:
            heard.append(stop.is_set())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert heard == [False]
