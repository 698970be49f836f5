"""Which files a source has, how each is laid out, and their rows with the progress through their bytes."""

import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import Literal

from workbench.errors import StoryscopeError
from workbench.manifests import checksum
from workbench.stories.imports.parquet_rows import parquet_columns, parquet_length, parquet_rows
from workbench.stories.imports.rows import (
    END_OF_TEXT,
    Row,
    check_encoding,
    csv_rows,
    json_line_rows,
    json_list_rows,
    text_rows,
)

Layout = Literal["auto", "parquet", "jsonl", "json", "csv", "tsv", "text", "instruct"]
_ENDINGS: dict[str, Layout] = {
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".txt": "text",
}
_BOM = b"\xef\xbb\xbf"
_OTHER_UNICODE = (b"\xff\xfe", b"\xfe\xff")
_HEAD = 1 << 16
_TOLD_EVERY = 1 << 10  # rows between two reports of the place in the file


@dataclass(frozen=True)
class Source:
    """One file and its layout."""

    file: Path
    layout: Layout

    def identity(self) -> dict[str, object]:
        """What makes two files the same source, wherever they lie."""
        return {"name": self.file.name, "bytes": self.file.stat().st_size, "sha256": checksum(self.file)}

    def columns(self, settings: "Reading") -> list[str]:
        """The columns of its rows; those of the first row that can be read, where no header names them."""
        if self.layout == "parquet":
            return parquet_columns(self.file)
        first = next((row for row in self.rows(settings, lambda _: None) if not row.fault), None)
        return [] if first is None else list(first.values)

    def rows(self, settings: "Reading", advance: Callable[[int], None]) -> Iterator[Row]:
        """Its rows; `advance` is told of every stretch of bytes that is done with."""
        size = self.file.stat().st_size
        if self.layout == "parquet":
            each = size // max(1, parquet_length(self.file))
            count = 0
            for count, row in enumerate(parquet_rows(self.file), 1):
                yield row
                if count % _TOLD_EVERY == 0:
                    advance(each * _TOLD_EVERY)
            advance(size - each * (count - count % _TOLD_EVERY))
            return
        with self.file.open("rb") as raw:
            done = 0
            for count, row in enumerate(self._read(raw, settings), 1):
                yield row
                if count % _TOLD_EVERY == 0:
                    advance(raw.tell() - done)
                    done = raw.tell()
            advance(size - done)

    def _read(self, raw: BufferedIOBase, settings: "Reading") -> Iterator[Row]:
        stream: BufferedIOBase = gzip.GzipFile(fileobj=raw) if self.file.suffix == ".gz" else raw
        head = _head(stream, self.file)
        if head.startswith(_OTHER_UNICODE):
            do = f"Convert it first: iconv -f utf-16 -t utf-8 {self.file.name}."
            raise StoryscopeError(f"{self.file.name} is UTF-16, which cannot be streamed.", do)
        stream.seek(len(_BOM) if head.startswith(_BOM) else 0)
        encoding = settings.encoding
        try:
            if self.layout == "jsonl":
                yield from json_line_rows(stream, encoding)
            elif self.layout == "json":
                listed = head.removeprefix(_BOM).lstrip()[:1] == b"["
                yield from json_list_rows(stream, encoding) if listed else json_line_rows(stream, encoding)
            elif self.layout in ("csv", "tsv"):
                yield from csv_rows(stream, encoding, "," if self.layout == "csv" else "\t")
            else:
                yield from text_rows(stream, encoding, settings.delimiter, self.layout == "instruct")
        except (EOFError, gzip.BadGzipFile) as error:
            raise StoryscopeError(f"{self.file.name} is no whole gzip file: {error}.", "Get the file again.") from None


@dataclass(frozen=True)
class Reading:
    """How text files are read."""

    encoding: str
    delimiter: str


def find_sources(place: str, layout: Layout, reading: Reading) -> list[Source]:
    """The files of a path, a folder or a pattern with *, in the order of their names.

    Raises StoryscopeError if there are none, if one is empty, or if its layout cannot be told.
    """
    check_encoding(reading.encoding)
    path = Path(place).expanduser()
    if path.is_dir():
        files = sorted(one for one in path.rglob("*") if one.is_file() and _ending(one) in _ENDINGS)
    elif any(mark in place for mark in "*?["):
        anchor = Path(path.anchor)
        files = sorted(anchor.glob(str(path.relative_to(anchor)) if path.anchor else place))
    else:
        files = [path] if path.is_file() else []
    if not files:
        do = f"Give a file, a pattern or a folder with files that end in {', '.join(_ENDINGS)}."
        raise StoryscopeError(f"There is nothing to import at {place}.", do)
    return [_source(file, layout) for file in files]


def _source(file: Path, layout: Layout) -> Source:
    try:
        if file.stat().st_size == 0:
            raise StoryscopeError(f"{file.name} is empty.", "Give a file with stories, or leave it out.")
        if layout != "auto":
            return Source(file, layout)
        told = _ENDINGS.get(_ending(file))
        if told is None:
            what = f"The layout of {file.name} cannot be told by its name."
            raise StoryscopeError(what, "Say it: --layout parquet, jsonl, json, csv, tsv, text or instruct.")
        if told == "text":
            with file.open("rb") as stream:
                first = stream.read(_HEAD).split(END_OF_TEXT.encode())[0]
            if b"Story:" in first and any(name in first for name in (b"Summary:", b"Features:", b"Words:")):
                return Source(file, "instruct")
        return Source(file, told)
    except OSError as error:
        raise StoryscopeError(f"{file} cannot be read: {error.strerror}.", "Give a readable file.") from None


def _ending(file: Path) -> str:
    return (file.with_suffix("") if file.suffix == ".gz" else file).suffix.lower()


def _head(stream: BufferedIOBase, file: Path) -> bytes:
    try:
        return stream.read(_HEAD)
    except (EOFError, gzip.BadGzipFile) as error:
        raise StoryscopeError(f"{file.name} is no gzip file: {error}.", "Name it without .gz.") from None


def total_bytes(sources: Sequence[Source]) -> int:
    """The bytes of all files together."""
    return sum(source.file.stat().st_size for source in sources)
