"""A small published data set, and a local HTTP server that serves it well or badly."""

import gzip
import hashlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from lessonlib.data.files import DataFile, unpack_gzip
from lessonlib.data.idx import parse_idx
from lessonlib.data.store import FetchedSet

ARRAY = np.random.default_rng(0).integers(0, 256, (256, 28, 28)).astype(np.uint8)
CONTENT = bytes([0, 0, 8, 3]) + np.array(ARRAY.shape, ">u4").tobytes() + ARRAY.tobytes()


class Server(ThreadingHTTPServer):
    """Answers each path with its behaviours in turn, the last one again and again; notes the ranges asked for."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviours, self.ranges = {}, []
        self.closing, self.stuck = threading.Event(), threading.Event()

    def serve(self, *behaviours, path="images.gz"):
        """Publish behaviours under a path; returns the file's address."""
        self.behaviours[f"/{path}"] = list(behaviours)
        return f"{self.address}/{path}"

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """A client that hangs up is what these tests are about."""

    @staticmethod
    def whole(content, sent=None):
        """Honours ranges, and sends at most so many bytes before it hangs up."""

        def behave(handler):
            start = handler.range_start()
            if start >= len(content):
                handler.answer(416, b"", Content_Range=f"bytes */{len(content)}")
            elif start:
                place = f"bytes {start}-{len(content) - 1}/{len(content)}"
                handler.answer(206, content[start:], sent, Content_Range=place)
            else:
                handler.answer(200, content, sent)

        return behave

    @staticmethod
    def ignores_range(content, sent=None):
        return lambda handler: handler.answer(200, content, sent)

    @staticmethod
    def wrong_range(content):
        return lambda handler: handler.answer(
            206, content[7:], Content_Range=f"bytes 7-{len(content) - 1}/{len(content)}"
        )

    @staticmethod
    def says_length(content, length):
        return lambda handler: handler.answer(200, content, Content_Length=length)

    @staticmethod
    def status(code):
        return lambda handler: handler.answer(code, b"no")

    @staticmethod
    def redirects(address):
        return lambda handler: handler.answer(302, b"", Location=address)

    @staticmethod
    def gets_stuck(content, after):
        def behave(handler):
            handler.answer(200, content, after)
            handler.wfile.flush()
            handler.server.stuck.set()
            handler.server.closing.wait(30)

        return behave

    @staticmethod
    def endless(handler):
        handler.answer(200, b"", Content_Length=None)
        while not handler.server.closing.is_set():
            handler.wfile.write(bytes(1 << 16))

    @staticmethod
    def broken_chunks(content):
        return lambda handler: handler.answer(
            200,
            b"1000\r\n" + content[:4096] + b"\r\nnot a number\r\n",
            Content_Length=None,
            Transfer_Encoding="chunked",
        )


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        behaviours = self.server.behaviours.get(self.path, [self.server.status(404)])
        self.server.ranges.append(self.headers["Range"])
        (behaviours.pop(0) if len(behaviours) > 1 else behaviours[0])(self)

    def answer(self, code, content, sent=None, **headers):
        """Send headers, with the content's true length unless another is given, and some of the content."""
        self.send_response(code)
        for name, value in {"Content_Length": len(content), **headers}.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(content[:sent])
        self.close_connection = True

    def range_start(self):
        match = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
        return int(match[1]) if match else 0

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.closing.set()
        server.shutdown()


@pytest.fixture
def content():
    """The published file, unpacked."""
    return CONTENT


@pytest.fixture
def packed():
    """The published file as a mirror holds it."""
    return gzip.compress(CONTENT, mtime=0)


@pytest.fixture
def images():
    """A data file as MNIST's are, of 256 images of noise."""
    digest = hashlib.sha256(CONTENT).hexdigest()
    return DataFile(("images.gz", "images"), (), len(CONTENT), digest, unpack_gzip, parse_idx)


@pytest.fixture
def noise(images):
    """A published data set of one file."""
    return FetchedSet("noise", title="Noise", rows=256, licence="public domain", files=(images,))


@pytest.fixture
def store(tmp_path, monkeypatch):
    """An empty ``$LESSONLIB_DATA``, and an empty cache beside it."""
    monkeypatch.setenv("LESSONLIB_DATA", str(tmp_path / "data"))
    for name in ("XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path / "data"
