"""A real HTTP server that speaks the chat completions, files and batches protocol, and fails when told to."""

import hashlib
import json
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
NAMES = ("Tim", "Tom", "Sam", "Max", "Ben", "Lily", "Lucy", "Anna", "Sue", "Sara")
THINGS = ("ball", "box", "cake", "hat", "book", "flower", "toy", "car")
LOOKS = ("big", "small", "red", "blue", "old", "new", "good", "wet")


@dataclass
class Answer:
    """What the server sends: a status, a body (a dict is sent as JSON), headers; or nothing at all.

    `how` is "reset" to break the connection, "hang" to send nothing until the server stops.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    how: str = ""


def tell(number: int) -> str:
    """A little story in the words of the smallest tier; another one for each number."""
    draw = int(hashlib.sha256(str(number).encode()).hexdigest(), 16)
    one, other = NAMES[draw % 10], NAMES[(draw // 10 % 9 + draw + 1) % 10]
    thing, look = THINGS[draw // 100 % 8], LOOKS[draw // 800 % 8]
    more = " ".join(f"It was {LOOKS[draw // 6400 // 8**place % 8]}." for place in range(6))
    return f"{one} had a {look} {thing}. {more} {one} gave the {thing} to {other}."


def completion(content: str | None, finish: str = "stop", refusal: str | None = None, usage: Any = (100, 50)) -> Body:
    """The body of an answer."""
    made: Body = {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "teller-1",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, "refusal": refusal},
            }
        ],
    }
    if usage:
        made["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    return made


def wanted(body: Body) -> int:
    """How many stories a prompt asks for."""
    found = re.search(r"Write (\d+)", body["messages"][-1]["content"])
    return int(found.group(1)) if found else 1


def obliging(body: Body, key: str) -> Answer:
    """The stories asked for, laid out as asked."""
    number = int(key.split("-")[0])
    stories = [tell(1000 * number + place) for place in range(wanted(body))]
    if "response_format" in body:
        return Answer(body=completion(json.dumps({"stories": stories})))
    return Answer(body=completion("\n".join(f"{story}\n[[END]]" for story in stories)))


def error(status: int, message: str = "no", headers: dict[str, str] | None = None, **more: Any) -> Answer:
    """An error as the protocol lays it out."""
    return Answer(status, {"error": {"message": message, "type": "error", **more}}, headers or {})


class ChatServer(ThreadingHTTPServer):
    """Answers by `respond(body, key)`, except for the first requests, which get what `faults` holds.

    `asked` counts requests by idempotency key, `answered` those that got status 200; `bodies` holds what came in.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, respond: Callable[[Body, str], Answer] = obliging) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.respond = respond
        self.faults: list[Answer] = []
        self.asked, self.answered = Counter[str](), Counter[str]()
        self.bodies: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.files: dict[str, str] = {}
        self.batches: dict[str, Body] = {}
        self.created = self.looks = 0
        self.batch_state: Callable[[ChatServer, Body], None] = finish
        self.lists = True
        self.most_at_once = self.at_once = 0
        self.lock, self.stopped = threading.Lock(), threading.Event()

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def __enter__(self) -> "ChatServer":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: object) -> None:
        """A client that was killed is no news."""


def finish(server: ChatServer, batch: Body) -> None:
    """Complete a batch: every line is answered by `respond`; those that are no 200 go into the error file."""
    good: list[str] = []
    bad: list[str] = []
    for line in server.files[batch["input_file_id"]].splitlines():
        request = json.loads(line)
        key = request["custom_id"]
        server.asked[key] += 1
        answer = server.respond(request["body"], key)
        server.answered[key] += answer.status == 200
        response = {"status_code": answer.status, "request_id": "r", "body": answer.body}
        record = {"id": "b", "custom_id": key, "response": response, "error": None}
        (good if answer.status == 200 else bad).append(json.dumps(record))
    put_output(server, batch, good, bad)


def put_output(server: ChatServer, batch: Body, good: list[str], bad: list[str], status: str = "completed") -> None:
    """End a batch with these lines in its two files."""
    for name, lines in (("output_file_id", good), ("error_file_id", bad)):
        if lines:
            batch[name] = f"file-{name}-{batch['id']}"
            server.files[batch[name]] = "\n".join(lines) + "\n"
    total = len(server.files[batch["input_file_id"]].splitlines())
    batch["request_counts"] = {"total": total, "completed": len(good), "failed": len(bad)}
    batch["status"] = status


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        server = self.server
        with server.lock:
            server.headers.append({name.lower(): value for name, value in self.headers.items()})
        if self.path.endswith("/chat/completions"):
            return self._chat(json.loads(raw))
        with server.lock:
            if self.path.endswith("/files"):
                lines = [line for line in raw.decode().splitlines() if line.startswith('{"custom_id"')]
                name = f"file-{len(server.files)}"
                server.files[name] = "\n".join(lines)
                made: Body = {"id": name, "object": "file", "bytes": len(raw), "created_at": 1, "filename": "f"}
                return self._send(Answer(body={**made, "purpose": "batch", "status": "processed"}))
            server.created += 1
            batch: Body = {
                **json.loads(raw),
                **{"id": f"batch_{server.created}", "object": "batch", "created_at": 1, "status": "validating"},
            }
            server.batches[batch["id"]] = batch
            return self._send(server.faults.pop(0) if server.faults else Answer(body=batch))

    def do_GET(self) -> None:
        server, last = self.server, self.path.split("?")[0].split("/")
        with server.lock:
            if last[-1] == "content":
                return self._send(Answer(body=server.files[last[-2]]))
            if last[-1] == "batches":
                if not server.lists:
                    return self._send(error(404, "no such path"))
                return self._send(
                    Answer(body={"object": "list", "data": list(server.batches.values()), "has_more": False})
                )
            batch = server.batches[last[-1]]
            server.looks += 1
            if batch["status"] in ("validating", "in_progress"):
                server.batch_state(server, batch)
            return self._send(Answer(body=batch))

    def _chat(self, body: Body) -> None:
        server, key = self.server, self.headers.get("Idempotency-Key", "")
        with server.lock:
            server.asked[key] += 1
            server.bodies.append(body)
            server.at_once += 1
            server.most_at_once = max(server.most_at_once, server.at_once)
            fault = server.faults.pop(0) if server.faults else None
        answer = fault or server.respond(body, key)
        with server.lock:
            server.at_once -= 1
            server.answered[key] += answer.status == 200 and not answer.how
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        if answer.how == "hang":
            self.server.stopped.wait(30)
        if answer.how:
            # A linger of 0 sends a reset.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        raw = (answer.body if isinstance(answer.body, str) else json.dumps(answer.body)).encode()
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)
