"""Rows out of files, one after another, in bounded memory; a row that cannot be read is told, not raised.

Delimited text, JSON lines, JSON lists, CSV and TinyStories-Instruct records. Parquet is in `parquet_rows`.
"""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BufferedIOBase
from typing import Any, cast

from workbench.errors import StoryscopeError

END_OF_TEXT = "<|endoftext|>"
"""What stands between two stories of the published TinyStories files."""
_BLOCK = 1 << 20
_LONGEST = 1 << 26  # bytes without a delimiter in which no story begins: the delimiter must be another one
_FIELD = re.compile(r"^(Features|Words|Summary|Story|Random sentence):[ \t]*", re.MULTILINE)
_FIELDS = {"Features": "features", "Words": "words", "Summary": "summary", "Random sentence": "sentence"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, from 1, and its values by column; or why it cannot be read and how it begins."""

    number: int
    values: Mapping[str, Any]
    fault: str = ""
    begins: str = ""


def text_rows(stream: BufferedIOBase, encoding: str, delimiter: str, instruct: bool = False) -> Iterator[Row]:
    """One story between two delimiters is one row, with the column `text`, or the fields of TinyStories-Instruct.

    Raises StoryscopeError when no delimiter comes for a very long time.
    """
    for number, piece in enumerate(_pieces(stream, delimiter.encode(encoding), delimiter), 1):
        if not piece.strip():
            continue
        row = _decoded(number, piece, encoding)
        if row.fault:
            yield row
        elif instruct:
            yield _instruct(number, str(row.values["text"]))
        else:
            yield Row(number, {"text": str(row.values["text"]).strip()})


def json_line_rows(stream: BufferedIOBase, encoding: str) -> Iterator[Row]:
    """Every line is a JSON object, or a JSON string, which is the column `text`."""
    for number, piece in enumerate(_pieces(stream, b"\n", "\\n"), 1):
        if not piece.strip():
            continue
        row = _decoded(number, piece, encoding)
        if row.fault:
            yield row
            continue
        text = str(row.values["text"])
        try:
            value = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            yield Row(number, {}, f"not JSON ({_reason(error)})", text[:60])
            continue
        yield _of_json(number, value, text)


def json_list_rows(stream: BufferedIOBase, encoding: str) -> Iterator[Row]:
    """The file is one JSON list of strings (the column `text`) or objects; it is read element by element.

    Raises StoryscopeError where it stops being JSON, for nothing after that can be trusted.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    parse = json.JSONDecoder()
    buffer, number, ended = "", 0, False
    while True:
        block = stream.read(_BLOCK)
        try:
            buffer += decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            raise _broken(number, f"it is not {encoding} ({error.reason})") from None
        at = 0
        while True:
            at = _skip(buffer, at, "[" if number == 0 else ",")
            if buffer[at : at + 1] == "]":
                ended = not buffer[at + 1 :].strip()
                break
            try:
                value, stop = parse.raw_decode(buffer, at)
            except (json.JSONDecodeError, RecursionError) as error:
                if not block and buffer[at:].strip():
                    raise _broken(number, _reason(error)) from None
                break  # perhaps the element goes on in the next block
            if stop >= len(buffer) and block:
                break
            number += 1
            yield _of_json(number, value, buffer[at : at + 60])
            at = stop
        buffer = buffer[at:]
        if not block:
            if not ended:
                raise _broken(number, "it is cut short")
            return
        if len(buffer) > _LONGEST:
            raise _broken(number, "an element never ends")


def csv_rows(stream: BufferedIOBase, encoding: str, separator: str) -> Iterator[Row]:
    """A CSV file with a header line; a row of another width than the header is a fault."""
    lines = io.TextIOWrapper(cast("io.BufferedReader", stream), encoding, errors="surrogateescape", newline="")
    reader = csv.reader(lines, delimiter=separator)
    try:
        header = [_printable(name.strip()) for name in next(reader, [])]
    except csv.Error as error:
        raise StoryscopeError(
            f"The header of the CSV file cannot be read: {error}.", "Look at its first line."
        ) from None
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Row(number, {}, f"not CSV ({error})")
            continue
        if cells is None:
            break
        if not cells:
            continue
        if len(cells) != len(header):
            begins = _printable(",".join(cells)[:60])
            yield Row(number, {}, f"{len(cells)} cells where the header has {len(header)}", begins)
        else:
            yield Row(number, dict(zip(header, cells, strict=True)))
    lines.detach()


def check_encoding(encoding: str) -> None:
    """Raises StoryscopeError for an encoding that Python does not know or in which ASCII is not itself."""
    try:
        if "\n{<|".encode(encoding) == b"\n{<|":
            return
    except LookupError:
        raise StoryscopeError(f"There is no encoding '{encoding}'.", "Use utf-8, latin-1 or cp1252.") from None
    do = f"Convert the files first: iconv -f {encoding} -t utf-8."
    raise StoryscopeError(f"Files in {encoding} cannot be streamed.", do)


def _pieces(stream: BufferedIOBase, delimiter: bytes, shown: str) -> Iterator[bytes]:
    buffer, searched = b"", 0
    while block := stream.read(_BLOCK):
        searched = max(0, len(buffer) - len(delimiter) + 1)
        buffer += block
        if buffer.find(delimiter, searched) < 0:
            if len(buffer) > _LONGEST:
                what = f"There is no delimiter {shown!r} in {len(buffer) >> 20} MB."
                raise StoryscopeError(what, "Say what stands between two stories: --delimiter '\\n\\n'.")
            continue
        *whole, buffer = buffer.split(delimiter)
        yield from whole
    yield buffer


def _decoded(number: int, piece: bytes, encoding: str) -> Row:
    try:
        return Row(number, {"text": piece.decode(encoding)})
    except UnicodeDecodeError as error:
        begins = _printable(piece[:60].decode(encoding, "replace"))
        return Row(number, {}, f"not {encoding} (byte {piece[error.start]:#04x} at {error.start:,})", begins)


def _instruct(number: int, text: str) -> Row:
    """Features, Words, Summary, Random sentence and Story, each at the start of a line, in any order."""
    found = list(_FIELD.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)]
    fields = {one[1]: text[one.end() : end].strip() for one, end in zip(found, ends, strict=True)}
    if "Story" not in fields:
        return Row(number, {}, "no field 'Story:'", _printable(text.strip()[:60]))
    values = {column: fields.get(name, "") for name, column in _FIELDS.items()}
    return Row(number, {"text": fields["Story"], **values})


def _of_json(number: int, value: object, text: str) -> Row:
    if isinstance(value, str):
        return Row(number, {"text": value})
    if isinstance(value, dict):
        return Row(number, cast("dict[str, Any]", value))
    return Row(number, {}, f"a JSON {type(value).__name__}, not an object or a string", _printable(text[:60]))


def _skip(text: str, at: int, mark: str) -> int:
    """The first place from `at` on that is neither white space nor one `mark`."""
    found = re.compile(rf"\s*{re.escape(mark)}?\s*").match(text, at)
    return found.end() if found else at


def _printable(text: str) -> str:
    return "".join(mark if mark.isprintable() else " " for mark in text)


def _reason(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else "too deeply nested"


def _broken(number: int, why: str) -> StoryscopeError:
    return StoryscopeError(f"The JSON list breaks off after element {number:,}: {why}.", "Get the file again.")
