"""An operator's text message gateway that notes every text it is given, as often as it is given it."""

import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Gateway:
    """`PUT /id` takes a text, `GET /id` tells whether it was taken. It does not refuse what it has already."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        gateway = self

        class Desk(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                gateway.taken[self.path.strip("/")] += 1
                self.answer(201)

            def do_GET(self) -> None:
                self.answer(200 if self.path.strip("/") in gateway.taken else 404)

            def answer(self, status: int) -> None:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet: the counter tells everything."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
