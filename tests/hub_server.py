"""A hub on this machine that has one dataset, spoken to by the real client: listing, commit and ranges of one file."""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

COMMIT = "a" * 40


class Hub:
    """The dataset me/cups with its file train.jsonl; `asked` are the paths that were asked for."""

    def __init__(self, content: bytes) -> None:
        self.content, self.asked, self.address = content, [], ""


@contextmanager
def hub(content: bytes) -> Generator[Hub]:
    """Serve until the block ends."""
    made = Hub(content)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            made.asked.append(path)
            entry = {"type": "file", "path": "train.jsonl", "size": len(content), "oid": "b" * 40}
            about = {
                "id": "me/cups",
                "sha": COMMIT,
                "siblings": [{"rfilename": "train.jsonl"}],
                "tags": [],
                "private": False,
            }
            if path.startswith("/api/datasets/me/cups/tree/"):
                self._send(200, json.dumps([entry]).encode(), {"Content-Type": "application/json"})
            elif path in ("/api/datasets/me/cups", f"/api/datasets/me/cups/revision/{COMMIT}"):
                self._send(200, json.dumps(about).encode(), {"Content-Type": "application/json"})
            elif path == f"/datasets/me/cups/resolve/{COMMIT}/train.jsonl":
                self._send_range(made.content)
            else:
                self._send(404, b'{"error": "not found"}', {"X-Error-Code": "EntryNotFound"})

        def _send_range(self, content: bytes) -> None:
            headers = {"ETag": f'"{"c" * 40}"', "X-Repo-Commit": COMMIT, "Accept-Ranges": "bytes"}
            asked = self.headers.get("Range")
            if not asked:
                return self._send(200, content, headers)
            low, high = asked.removeprefix("bytes=").split("-")
            end = min(int(high or len(content) - 1), len(content) - 1)
            headers["Content-Range"] = f"bytes {low}-{end}/{len(content)}"
            return self._send(206, content[int(low) : end + 1], headers)

        def _send(self, code: int, body: bytes, headers: dict[str, Any]) -> None:
            self.send_response(code)
            for name, value in {**headers, "Content-Length": len(body)}.items():
                self.send_header(name, str(value))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
