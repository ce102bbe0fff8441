"""GOV.UK Notify as far as the portal speaks with it: takes what it is sent, or says no."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
# As the service hands them out: a name, who it is for, and the secret.
KEY = f"portal-{SERVICE}-{SECRET}"
TAKEN = 201


class FakeNotify(ThreadingHTTPServer):
    """Answers as the service does, and remembers what it was asked; runs while it is entered."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict]] = []
        self.headers: list[dict[str, str]] = []
        self.status = TAKEN
        # Seconds before it answers.
        self.waits = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> Self:
        self._thread = Thread(target=self.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, said))
        self.server.headers.append(dict(self.headers))
        time.sleep(self.server.waits)
        wrong = {"status_code": self.server.status, "errors": [{"error": "X", "message": "Not today"}]}
        body = json.dumps({"id": "1"} if self.server.status == TAKEN else wrong).encode()
        try:
            self.send_response(self.server.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            """Whoever asked has gone."""

    def log_message(self, *_args: object) -> None:
        """Say nothing."""
