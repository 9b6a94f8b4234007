"""A plain HTTP server in front of one function, for services that a notebook writes itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from typing import Any

from lessonlib.serving.errors import BadQuestion
from lessonlib.serving.service import HOST

Respond = Callable[[str, str, Message, BufferedIOBase], tuple[int, Mapping[str, Any]]]
"""Method, path, headers and the stream of the body -> the status and what is answered as JSON."""


@contextmanager
def listen(respond: Respond, port: int = 0) -> Iterator[str]:
    """Answer HTTP requests with `respond` until the `with` block ends; gives the address, such as
    "http://127.0.0.1:41234".

    respond: is called with the method, the path, the headers (a mapping in which case does not count) and the stream
        from which the body can be read. It returns the status and a dictionary, which is sent as JSON.
    port: where it listens on 127.0.0.1, which only this machine can reach; 0 for any free port.

    It runs in threads of this process, one for each connection, so it ends with the notebook. When `respond` raises
    BadQuestion, its status and message are the answer; any other error is a 500 without the error's text.
    `lessonlib.serving.serve` is the service for an exported model, a process of its own.

    Raises OSError when the port is taken.
    """
    server = ThreadingHTTPServer((HOST, port), _handler(respond))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(respond: Respond) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            content: Mapping[str, Any]
            try:
                try:
                    status, content = respond(self.command, self.path, self.headers, self.rfile)
                except BadQuestion as bad:
                    status, content = bad.status, {"error": bad.message}
                body = json.dumps(content, allow_nan=False).encode()
            except Exception:  # the text of an error is not for clients
                status, body = 500, b'{"error": "the service made a mistake"}'
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, format: str, *arguments: object) -> None:
            """Write no line for each request into the notebook."""

    return Handler
