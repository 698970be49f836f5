"""The chat completions protocol as plain data: a request's body, an answer's meaning, what a server can do."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.stories.writers.asking import Ask
from workbench.stories.writers.journal import Reply
from workbench.stories.writers.prices import Price

_WHOLE = ("stop", "eos", "eos_token", "end_turn", "stop_sequence")  # why a whole answer ends, by server


@dataclass(frozen=True, kw_only=True)
class ReplyConfig:
    """What a completion may be like."""

    temperature: float = option(1.0, "sampling temperature")
    top_p: float = option(1.0, "nucleus of the sampling")
    tokens: int = option(6_000, "at most so many tokens per completion; longer replies are not used")
    structured: Literal["auto", "yes", "no"] = option(
        "auto", "hold the server to a JSON schema; auto: unless it refuses"
    )

    def __post_init__(self) -> None:
        """Raise StoryscopeError for values that no server takes."""
        if not (0 <= self.temperature <= 2 and 0 < self.top_p <= 1):
            what = f"temperature={self.temperature} and top_p={self.top_p} are not both possible."
            raise StoryscopeError(what, "Use a temperature from 0 to 2 and a top_p above 0 up to 1.")
        if self.tokens < 16:
            raise StoryscopeError(f"tokens={self.tokens} is too short for a story.", "Use --reply-tokens 16 or more.")


@dataclass(frozen=True, slots=True)
class Wire:
    """What the server takes: JSON schemas, which name for the length limit, and a temperature."""

    structured: bool
    limit: str = "max_completion_tokens"
    sampling: bool = True

    @classmethod
    def first(cls, config: ReplyConfig, known: Mapping[str, Any] | None) -> "Wire":
        """What to try first: what an earlier run found out, within what the user wants."""
        wanted = config.structured != "no"
        if known is None:
            return cls(structured=wanted)
        return replace(cls(**known), structured=wanted and (config.structured == "yes" or bool(known["structured"])))

    @property
    def record(self) -> dict[str, Any]:
        """As plain data, for the journal."""
        return asdict(self)

    def without(self, complaint: str, may_unstructure: bool) -> "Wire | None":
        """A wire without what the server complained about; None if there is nothing to leave out.

        >>> Wire(True).without("Unsupported parameter: 'response_format'", True).structured
        False
        """
        text = complaint.lower()
        about_schema = any(
            word in text for word in ("response_format", "json_schema", "schema", "structured", "guided")
        )
        if self.structured and may_unstructure and about_schema:
            return replace(self, structured=False)
        if "max_completion_tokens" in text and self.limit != "max_tokens":
            return replace(self, limit="max_tokens")
        if self.sampling and ("temperature" in text or "top_p" in text):
            return replace(self, sampling=False)
        # Some servers only say "bad request": the schema is what they are least likely to know.
        return replace(self, structured=False) if self.structured and may_unstructure else None


def _counted(tokens: object, otherwise: int) -> int:
    return tokens if isinstance(tokens, int) else otherwise


def body(model: str, ask: Ask, wire: Wire, config: ReplyConfig) -> dict[str, Any]:
    """The JSON body of a chat completions request."""
    made: dict[str, Any] = {
        "model": model,
        "messages": ask.prompt.messages(wire.structured),
        wire.limit: config.tokens,
    }
    if wire.sampling:
        made |= {"temperature": config.temperature, "top_p": config.top_p}
    if wire.structured:
        schema = {"name": "answer", "strict": True, "schema": dict(ask.prompt.schema)}
        made["response_format"] = {"type": "json_schema", "json_schema": schema}
    return made


def read_reply(answer: Any, ask: Ask, price: Price | None, via: str) -> Reply:
    """The reply in the body of an answer; raises ValueError if it is not one.

    Where the server does not say how many tokens it counted, the most that they can be is taken.
    """
    try:
        choice = answer["choices"][0]
        message = choice["message"]
        content, refusal = message.get("content") or "", message.get("refusal") or ""
        usage = answer.get("usage") or {}
        prompt_tokens = _counted(usage.get("prompt_tokens"), ask.prompt.longest)
        completion_tokens = _counted(usage.get("completion_tokens"), len(f"{content}{refusal}".encode()))
        finish = choice.get("finish_reason") or "stop"
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise ValueError("the answer has no choices with a message") from error
    if not isinstance(content, str) or not isinstance(refusal, str) or not isinstance(finish, str):
        raise ValueError("the answer's message is not a text")
    outcome = "refusal" if refusal else finish if finish not in _WHOLE else "stop" if content.strip() else "empty"
    return Reply(
        id=ask.id,
        number=ask.number,
        outcome=outcome,
        content=refusal or content,
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
        usd=price.usd(prompt_tokens, completion_tokens, batch=via != "live") if price else 0.0,
        model=str(answer.get("model") or ""),
        via=via,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
