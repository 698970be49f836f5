"""Everything that knows the `openai` package: the client, what its exceptions mean, and the files of the Batch API.

The client's own retries are off, so that every attempt is ours to count. Keys come from the environment only and are
cut out of whatever a server says; no exception of the package leaves this module, for those hold the request.
"""

import asyncio
import json
import os
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast
from urllib.parse import urlsplit

from workbench.errors import StoryscopeError
from workbench.stories.writers.pacing import asked_wait

if TYPE_CHECKING:
    from openai import AsyncOpenAI

T = TypeVar("T")
OFFICIAL = "https://api.openai.com/v1"
KEY = "OPENAI_API_KEY"
_NO_KEY = "no-key"
_LIKE_A_KEY = re.compile(r"\b(?:sk|key|Bearer)[-_ ][\w*.-]{6,}")
_LOCAL = ("localhost", "127.0.0.1", "::1")
_FILES = 20.0  # times the time-out: how long a file may take
_AGAIN = (408, 409, 425, 429)


class Fault(Exception):
    """A request that was not answered.

    `kind` says what to do: "again", "wire" (the server does not take a part of the request) or "stop". `name` is what
    is counted ("429", "time-out"), `wait` the seconds that the server asks for, `charged` whether it may have charged.
    """

    def __init__(
        self,
        kind: Literal["again", "wire", "stop"],
        name: str,
        message: str,
        wait: float | None = None,
        charged: bool = False,
    ) -> None:
        super().__init__(message)
        self.kind, self.name, self.message, self.wait, self.charged = kind, name, message, wait, charged


class Server:
    """An OpenAI-compatible server. Every method raises Fault where the server does not answer as it should."""

    def __init__(self, base_url: str, timeout: float) -> None:
        """Connects to nothing yet; raises StoryscopeError without the package, or without a key that is needed."""
        self.base_url, self._timeout = base_url, timeout
        self._key = _key(base_url)
        self._client = _client(base_url, self._key, timeout)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def complete(self, request: Mapping[str, Any], ask: str) -> Any:
        """The body of the answer to a chat completions request.

        `ask` goes along as the idempotency key, for servers that know such.
        """

        async def call() -> str:
            made = cast("Any", self._client.chat.completions.with_raw_response)
            answer = await made.create(**request, extra_headers={"Idempotency-Key": ask})
            return str(answer.http_response.text)

        text = await self._guarded(call)
        try:
            return json.loads(text)
        except ValueError:
            what = f"The server's answer is not JSON: {self._told(text)}"
            raise Fault("again", "malformed", what, charged=True) from None

    async def upload(self, file: Path) -> str:
        """Upload the requests of a batch; the file's id."""
        return await self._guarded(lambda: self._upload(file), _FILES)

    async def create_batch(self, file: str, mark: str) -> str:
        """Begin a batch that carries a mark of ours; its id."""

        async def call() -> str:
            made = await self._client.batches.create(
                input_file_id=file,
                endpoint="/v1/chat/completions",
                completion_window="24h",
                metadata={"storyscope": mark},
            )
            return made.id

        return await self._guarded(call)

    async def find_batch(self, mark: str) -> str | None:
        """The id of the batch with that mark among the latest; None without one, or if the server has no lists."""

        async def call() -> str | None:
            page = await self._client.batches.list(limit=100)
            return next((one.id for one in page.data if (one.metadata or {}).get("storyscope") == mark), None)

        try:
            return await self._guarded(call)
        except Fault as fault:
            if fault.name in ("404", "405", "501"):
                return None
            raise

    async def batch(self, id: str) -> dict[str, Any]:
        """The state of a batch: status, request_counts, output_file_id, error_file_id, errors."""

        async def call() -> dict[str, Any]:
            return (await self._client.batches.retrieve(id)).model_dump()

        return await self._guarded(call)

    async def download(self, file: str) -> str:
        """The text of a file of the server."""

        async def call() -> str:
            return (await self._client.files.content(file)).text

        return await self._guarded(call, _FILES)

    async def _upload(self, file: Path) -> str:
        content = file.read_bytes()
        made = await self._client.files.create(file=(file.name, content, "application/jsonl"), purpose="batch")
        return made.id

    async def _guarded(self, call: Callable[[], Awaitable[T]], longest: float = 1.5) -> T:
        """Run a call of the package; what it raises becomes a Fault that holds no request."""
        import openai

        try:
            # The client's own limit is one of silence: this is one of length.
            async with asyncio.timeout(self._timeout * longest):
                return await call()
        except (openai.APITimeoutError, TimeoutError):
            said = f"no answer within {self._timeout:g} s"
            fault = Fault("again", "time-out", f"The server gave {said}.", charged=True)
        except openai.APIConnectionError as error:
            # A connection that was never made cost nothing; one that broke may have.
            made = "Connect" not in type(error.__cause__).__name__
            fault = Fault("again", "connection", "The connection to the server was lost or refused.", charged=made)
        except openai.APIStatusError as error:
            fault = self._refused(error)
        except (openai.OpenAIError, ValueError, TypeError) as error:
            fault = Fault(
                "again", "malformed", f"The server's answer makes no sense: {self._told(error)}", charged=True
            )
        raise fault from None

    def _refused(self, error: Any) -> Fault:
        """The meaning of a status of 400 or above."""
        status = int(error.status_code)
        own = cast("dict[str, object]", error.body).get("message") if isinstance(error.body, dict) else None
        said = f"The server said {status}: {self._told(own or error.message)}"
        if status == 429 and error.code == "insufficient_quota":
            return Fault("stop", "no credit", said)
        if status in _AGAIN or status >= 500:
            return Fault("again", str(status), said, asked_wait(error.response.headers, time.time()))
        return Fault("wire" if status in (400, 422) else "stop", str(status), said)

    def _told(self, words: object) -> str:
        """What a server said, on one short line and without keys."""
        line = " ".join(str(words).split())
        if self._key != _NO_KEY:
            line = line.replace(self._key, "***")
        return _LIKE_A_KEY.sub("***", line)[:300]


def server_url(base_url: str) -> str:
    """The address to use, without a slash at its end: the one given, else OPENAI_BASE_URL, else OpenAI's.

    Raises StoryscopeError for what is no address, and for one that holds a name, a password or a query.
    """
    url = (base_url or os.environ.get("OPENAI_BASE_URL", "") or OFFICIAL).strip().rstrip("/")
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        good, parts = False, urlsplit("")
    if not good:
        what = "The server's address is not one that begins with http:// or https://."
        raise StoryscopeError(what, "Give it as in --base-url http://localhost:8000/v1.")
    if "@" in parts.netloc or parts.query or parts.fragment:
        # It would be written into the manifest.
        what = "The server's address holds more than host, port and path."
        raise StoryscopeError(what, f"Leave passwords and keys out of --base-url; the key belongs into {KEY}.")
    return url


def _key(base_url: str) -> str:
    key = os.environ.get(KEY, "").strip()
    parts = urlsplit(base_url)
    if not key:
        if base_url == OFFICIAL:
            do = f"Put it into the environment variable {KEY}, or name another server with --base-url."
            raise StoryscopeError("OpenAI's server wants a key, and there is none.", do)
        return _NO_KEY
    if not key.isascii() or not key.isprintable() or " " in key:
        # Checked here, because the header's own complaint would quote it.
        raise StoryscopeError(f"{KEY} holds characters that no key has.", "Copy the key again, without line breaks.")
    if parts.scheme == "http" and (parts.hostname or "") not in _LOCAL and key.startswith("sk-"):
        what = f"{KEY} would travel to {parts.hostname} unencrypted."
        raise StoryscopeError(what, f"Use https, or unset {KEY} if that server wants no key.")
    return key


def _client(base_url: str, key: str, timeout: float) -> "AsyncOpenAI":
    try:
        from openai import AsyncOpenAI
    except ImportError:
        do = "Install it: pip install 'storyscope[writers]'."
        raise StoryscopeError("The openai package, which talks to the server, is not here.", do) from None
    return AsyncOpenAI(api_key=key, base_url=base_url, timeout=timeout, max_retries=0)
