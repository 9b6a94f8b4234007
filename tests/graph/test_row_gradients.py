"""Gradients that are rows. That they have TensorFlow's values: tests/tf1/recorded/calls/rows.py."""

import threading

import numpy as np
import torch

from lessonlib.graph import Session, Variable, gradients, placeholder
from lessonlib.graph.control import cond, while_loop
from lessonlib.graph.create import constant
from lessonlib.graph.ops.array import shape
from lessonlib.graph.ops.lookup import embedding_lookup
from lessonlib.graph.ops.math import square
from lessonlib.graph.ops.pieces import concat, gather
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.row_gradients import split_rows
from lessonlib.graph.slices import IndexedSlices


def table(rows=4):
    return Variable(np.arange(rows * 2, dtype=np.float32).reshape(rows, 2))


def looped(values, ids):
    def body(i, total):
        return i + 1, total + reduce_sum(square(gather(values, ids[i])))

    return while_loop(lambda i, _: i < shape(ids)[0], body, [0, 0.0])[1]


def test_a_loop_gives_one_row_for_each_that_it_took_and_row_0():
    values, ids = table(), placeholder("int32", [None])
    (g,) = gradients(looped(values, ids), values)
    with Session(device="cpu") as session:
        session.run(values.initializer)
        rows, indices, size = session.run(g, {ids: [3, 1, 3]})
    assert indices.tolist() == [0, 3, 1, 3]
    np.testing.assert_array_equal(rows, [[0, 0], [12, 14], [4, 6], [12, 14]])
    assert size.tolist() == [4, 2]


def test_a_loop_of_no_rounds_names_row_0_alone():
    values, ids = table(), placeholder("int32", [None])
    (g,) = gradients(looped(values, ids), values)
    with Session(device="cpu") as session:
        session.run(values.initializer)
        rows, indices, _ = session.run(g, {ids: []})
    assert (rows.tolist(), indices.tolist()) == ([[0, 0]], [0])


def test_a_branch_that_reads_the_whole_table_gives_a_whole_gradient():
    values = table()
    loss = cond(
        constant(True), lambda: reduce_sum(gather(values, [1])), lambda: reduce_sum(values.as_tensor())
    )
    (g,) = gradients(loss, values)
    assert not isinstance(g, IndexedSlices)
    with Session(device="cpu") as session:
        session.run(values.initializer)
        np.testing.assert_array_equal(session.run(g), [[0, 0], [1, 1], [0, 0], [0, 0]])


def test_each_thread_of_a_session_gets_the_rows_of_its_own_run():
    values, ids = table(50), placeholder("int32", [None])
    (g,) = gradients(looped(values, ids), values)
    wrong = []
    with Session(device="cpu") as session:
        session.run(values.initializer)
        session.run(g, {ids: [0]})

        def work(row):
            for _ in range(10):
                indices = session.run(g, {ids: [row] * 5})[1].tolist()
                if indices != [0] + [row] * 5:
                    wrong.append((row, indices))

        threads = [threading.Thread(target=work, args=(row,)) for row in (7, 11)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_rows_of_a_concatenation_go_to_its_parts():
    first, second = table(2), table(3)
    g, h = gradients(reduce_sum(square(gather(concat([first, second], 0), [4, 0, 4]))), [first, second])
    with Session(device="cpu") as session:
        session.run([first.initializer, second.initializer])
        assert session.run(g)[1].tolist() == [0]
        assert session.run(h)[1].tolist() == [2, 2]


def test_columns_of_a_concatenation_keep_the_rows():
    parts = [torch.zeros(5, 1), torch.zeros(5, 2)]
    values, rows, more, again = split_rows(torch.arange(6.0).reshape(2, 3), torch.tensor([4, 4]), parts, 1)
    assert (values.tolist(), rows.tolist()) == ([[0], [3]], [4, 4])
    assert (more.tolist(), again.tolist()) == ([[1, 2], [4, 5]], [4, 4])


def test_a_lookup_of_a_partitioned_list_gives_rows_of_each_part():
    parts = [table(2), table(2)]
    found = gradients(reduce_sum(square(embedding_lookup(parts, [3, 0]))), parts)
    with Session(device="cpu") as session:
        session.run([part.initializer for part in parts])
        assert [session.run(g)[1].tolist() for g in found] == [[0], [1]]
