"""A receiver of webhooks on this machine, that does what its address says."""

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

LOOPBACK = [ip_network("127.0.0.0/8"), ip_network("::1/128")]


class _Handler(BaseHTTPRequestHandler):
    """/204, /500, /302 ...: answers with that status. /hang: with nothing. /dribble: a header a moment, without end.
    /slow-body: 200, and then a body without end. /drop: closes. /noise: no HTTP. /perhaps: hangs while `hanging`."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.messages.append((self.path, dict(self.headers), body))
        what = self.path.strip("/").partition("?")[0]
        if what.isdigit():
            self._answer(int(what))
        else:
            getattr(self, f"_{what.replace('-', '_')}")()
        self.close_connection = True

    do_GET = do_POST  # noqa: N815 - as http.server wants it

    def _answer(self, status):
        content = f"You said {status}.\x00\n<b>Bye</b>".encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _hang(self):
        self.server.closing.wait(30)

    def _dribble(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        self._forever(b"X-More: more\r\n")

    def _slow_body(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        self._forever(b"x")

    def _perhaps(self):
        if self.server.hanging:
            self._hang()
        else:
            self._answer(204)

    def _forever(self, piece):
        with contextlib.suppress(OSError):
            while not self.server.closing.is_set():
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(0.02)

    def _drop(self):
        self.connection.close()

    def _noise(self):
        self.wfile.write(b"\x00\x01\x02 nothing of the kind\r\n\r\n" * 10)

    def _flood(self):
        with contextlib.suppress(OSError):
            self.wfile.write(b"HTTP/1.1 500 No\r\n\r\n" + b"y" * 5_000_000)

    def log_message(self, *args):
        pass


class Receiver(ThreadingHTTPServer):
    """`messages` are (path, headers, body) of what came in; `headers` go with every answer."""

    daemon_threads = True
    request_queue_size = 50
    hanging = False

    def __init__(self, host="127.0.0.1", port=0):
        self.messages, self.headers, self.closing = [], {}, threading.Event()
        super().__init__((host, port), _Handler)

    def handle_error(self, request, client_address):
        """A connection that is broken off is what these tests are about."""

    def url(self, path):
        host, port = self.server_address[:2]
        return f"http://{host}:{port}/{path}"

    def ids(self):
        """The ids of what came in, in order."""
        return [headers["webhook-id"] for _, headers, _ in self.messages]

    def events(self):
        """What came in, read."""
        return [json.loads(body) for _, _, body in self.messages]


@contextlib.contextmanager
def receiving(**kwargs):
    with Receiver(**kwargs) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()
