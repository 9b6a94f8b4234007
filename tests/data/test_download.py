"""Fetching one file from servers that behave badly: what is said, and that nothing half-written stays."""

import errno
import gzip
import os
import re
import ssl
import subprocess
from pathlib import Path

import pytest

from lessonlib.data.download import download, part_file
from lessonlib.data.errors import DownloadError, StorageError


@pytest.fixture
def fetch(images, tmp_path):
    """Fetch the images from some addresses; returns the names of the files that are there then."""

    def run(*urls, timeout=20.0):
        download(urls, tmp_path / "images.gz", images.read, images.size + 1000, timeout)
        return names(tmp_path)

    return run


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_whole_file_gets_its_name(server, fetch, packed, tmp_path):
    assert fetch(server.serve(server.whole(packed))) == ["images.gz"]
    assert (tmp_path / "images.gz").read_bytes() == packed


def test_an_unpacked_file_is_as_good(server, fetch, content):
    assert fetch(server.serve(server.whole(content))) == ["images.gz"]


def test_a_redirect_is_followed(server, fetch, packed):
    there = server.serve(server.whole(packed), path="there.gz")
    assert fetch(server.serve(server.redirects(there))) == ["images.gz"]


def test_a_dropped_connection_is_taken_up_where_it_broke(server, fetch, packed, tmp_path):
    half = len(packed) // 2
    assert fetch(
        server.serve(server.whole(packed, half), server.whole(packed, 50_000), server.whole(packed))
    ) == ["images.gz"]
    assert server.ranges[0] is None
    starts = [int(re.fullmatch(r"bytes=(\d+)-", asked)[1]) for asked in server.ranges[1:]]
    assert 0 <= half - starts[0] <= 1 << 14
    assert starts[0] < starts[1] < len(packed)
    assert (tmp_path / "images.gz").read_bytes() == packed


def test_the_next_call_goes_on_where_the_last_one_gave_up(server, fetch, packed, tmp_path):
    address = server.serve(server.whole(packed, 100_000), server.status(503), server.whole(packed))
    with pytest.raises(DownloadError, match="HTTP 503"):
        fetch(address)
    assert names(tmp_path) == [part_file(tmp_path / "images.gz", address).name]
    assert fetch(address) == ["images.gz"]
    assert server.ranges[-1]
    assert server.ranges[-1] == server.ranges[-2]


def test_a_server_that_ignores_the_range_is_read_from_the_start(server, fetch, packed, tmp_path):
    address = server.serve(server.ignores_range(packed, 100_000), server.ignores_range(packed))
    assert fetch(address) == ["images.gz"]
    assert (tmp_path / "images.gz").read_bytes() == packed


def test_an_answer_with_another_range_is_not_joined(server, fetch, packed, tmp_path):
    address = server.serve(server.whole(packed, 100_000), server.wrong_range(packed), server.whole(packed))
    assert fetch(address) == ["images.gz"]
    assert server.ranges[0] is server.ranges[2] is None
    assert (tmp_path / "images.gz").read_bytes() == packed


def test_a_part_as_long_as_the_file_is_replaced(server, fetch, packed, tmp_path):
    address = server.serve(server.whole(packed))
    part_file(tmp_path / "images.gz", address).write_bytes(bytes(len(packed)))
    assert fetch(address) == ["images.gz"]
    assert len(server.ranges) == 2


def test_a_file_that_changed_on_the_server_is_read_anew(server, fetch, packed, tmp_path):
    address = server.serve(server.whole(bytes(len(packed)), 100_000), server.whole(packed))
    assert fetch(address) == ["images.gz"]
    assert (tmp_path / "images.gz").read_bytes() == packed


def test_mirrors_are_tried_in_turn_and_leave_no_parts(server, fetch, packed):
    bad = [
        server.serve(server.status(404), path="a"),
        server.serve(server.ignores_range(packed, 100_000), path="b"),
        server.serve(server.whole(b"<html>"), path="c"),
    ]
    assert fetch(*bad, server.serve(server.whole(packed))) == ["images.gz"]


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        (lambda s, packed: s.status(404), "HTTP 404 Not Found"),
        (lambda s, packed: s.status(500), "HTTP 500 Internal Server Error"),
        (
            lambda s, packed: s.whole(b"<html>log in first</html>"),
            "sent another file: not an IDX file of bytes",
        ),
        (lambda s, packed: s.whole(packed[:-20]), "sent another file: a truncated or broken gzip file"),
        (
            lambda s, packed: s.says_length(packed, len(packed) - 20),
            "sent another file: a truncated or broken gzip",
        ),
        (lambda s, packed: s.says_length(packed, None), "sent another file: its content is longer"),
        (
            lambda s, packed: s.says_length(packed, 10**9),
            "sends 1,000,000,000 bytes or more, but the file has at most",
        ),
        (lambda s, packed: s.endless, r"sends [\d,]+ bytes or more, but the file has at most 201,720"),
        (lambda s, packed: s.redirects("/images.gz"), "Exceeded 30 redirects"),
        (lambda s, packed: s.redirects("ftp://127.0.0.1/"), "not an https address, or it redirects to one"),
    ],
)
def test_a_file_that_cannot_be_had_leaves_nothing(
    server, fetch, packed, content, tmp_path, behaviour, message
):
    address = server.serve(
        behaviour(server, gzip.compress(content + b"1") if "longer" in message else packed)
    )
    with pytest.raises(DownloadError, match=rf"images.gz could not be fetched:\n  {address}: {message}"):
        fetch(address)
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        (
            lambda s, packed: s.ignores_range(packed, 100_000),
            r"the connection ended [\d,]+ bytes before the end",
        ),
        (
            lambda s, packed: s.says_length(packed, len(packed) + 9),
            "the connection ended 9 bytes before the end",
        ),
        (lambda s, packed: s.broken_chunks(packed), "the connection broke"),
    ],
)
def test_what_arrived_before_a_break_stays_as_a_part_only(
    server, fetch, packed, tmp_path, behaviour, message
):
    address = server.serve(behaviour(server, packed))
    with pytest.raises(DownloadError, match=message):
        fetch(address)
    assert set(names(tmp_path)) <= {part_file(tmp_path / "images.gz", address).name}


def test_without_a_network_it_says_so(fetch, tmp_path):
    with pytest.raises(
        DownloadError, match=r"no connection \(Connection refused\)\nCheck the network"
    ) as caught:
        fetch("http://127.0.0.1:9/images.gz")
    assert list(caught.value.reasons) == ["http://127.0.0.1:9/images.gz"]
    assert f"save it as {tmp_path / 'images.gz'}" in str(caught.value)


@pytest.mark.parametrize("after", [None, 100_000])
def test_a_server_that_falls_silent_is_given_up(server, fetch, packed, after):
    stuck = server.gets_stuck(packed, after) if after else lambda handler: handler.server.closing.wait(10)
    address = server.serve(stuck)
    with pytest.raises(DownloadError, match=r"no answer within 0.2 seconds"):
        fetch(address, timeout=0.2)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is how Linux shows a full disk")
def test_a_full_disk_ends_it_without_trying_other_mirrors(server, fetch, packed, tmp_path):
    address = server.serve(server.whole(packed))
    part_file(tmp_path / "images.gz", address).symlink_to("/dev/full")
    with pytest.raises(
        StorageError, match=rf"Cannot write to {tmp_path}: {os.strerror(errno.ENOSPC)}. Make room"
    ):
        fetch(address, address)
    assert not (tmp_path / "images.gz").exists()
    assert len(server.ranges) == 1


@pytest.fixture
def secure(server, tmp_path_factory, monkeypatch):
    """Put the server behind TLS, with a certificate that clients trust; returns its https address."""
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost"
    name = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"]
    try:
        subprocess.run([*command.split(), *name], cwd=folder, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl makes the certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(folder / "cert.pem"))
    return server.address.replace("http:", "https:")


def test_https_is_proven_and_never_left(secure, server, fetch, packed, tmp_path, monkeypatch):
    server.serve(server.redirects("http://127.0.0.1:9/images.gz"), server.whole(packed))
    with pytest.raises(DownloadError, match=r"redirects to one that is not \(No connection adapters"):
        fetch(f"{secure}/images.gz")
    assert fetch(f"{secure}/images.gz") == ["images.gz"]
    (tmp_path / "images.gz").unlink()
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(DownloadError, match=r"no connection \(.*certificate verify failed"):
        fetch(f"{secure}/images.gz")
    assert names(tmp_path) == []
