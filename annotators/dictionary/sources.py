"""Reading what a terminology is built from: TSV with a header, and cTAKES's BSV."""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import IO, NamedTuple

from ...core.errors import ConfigError
from .groups import standard_tui


class Row(NamedTuple):
    """A name of a concept, as a source has it. What the source does not say is empty."""

    text: str
    cui: str
    tui: str
    group: str
    code: str
    scheme: str
    preferred: str
    line: int


COLUMNS = ("text", "cui", "tui", "group", "code", "scheme", "preferred")
"""The columns of a TSV source, in any order; only ``text`` must be there."""

_BSV_COLUMNS = {
    2: ("cui", "text"),
    3: ("cui", "tui", "text"),
    4: ("cui", "tui", "text", "preferred"),
}
"""cTAKES's BsvRareWordDictionary and BsvConceptFactory; further columns are not read."""


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig")
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8-sig")
    return path.open(encoding="utf-8-sig")


def _bad_byte(path: Path) -> ConfigError:
    with _open(path) as raw:
        lines = raw.buffer  # type: ignore[attr-defined]
        for number, line in enumerate(lines, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return ConfigError(f"{path}:{number}: not UTF-8; save the file as UTF-8")
    return ConfigError(f"{path}: not UTF-8; save the file as UTF-8")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, with their numbers, without their line ends."""
    try:
        with _open(path) as lines:
            for number, line in enumerate(lines, 1):
                if stripped := line.rstrip("\r\n"):
                    yield number, stripped
    except UnicodeDecodeError:
        raise _bad_byte(path) from None
    except (OSError, EOFError, lzma.LZMAError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"{path}: cannot be read: {reason}") from None


def _picker(path: Path, number: int, header: Sequence[str]) -> Callable[[list[str]], Sequence[str]]:
    """Picks COLUMNS out of a row's values, an empty last one standing for those not there."""
    names = [name.strip().lower() for name in header]
    if "text" not in names:
        raise ConfigError(
            f"{path}:{number}: no column 'text' in the header; "
            f"name the columns among {', '.join(COLUMNS)}, separated by tabs"
        )
    twice = next((name for name in names if name in COLUMNS and names.count(name) > 1), None)
    if twice:
        raise ConfigError(f"{path}:{number}: two columns '{twice}' in the header")
    return itemgetter(*(names.index(name) if name in names else len(names) for name in COLUMNS))


def _tsv(path: Path) -> Iterator[Row]:
    lines = _lines(path)
    number, header = next(lines, (1, ""))
    columns = header.split("\t")
    pick = _picker(path, number, columns)
    width = len(columns)
    for number, line in lines:
        values = line.split("\t")
        if len(values) > width:
            raise ConfigError(f"{path}:{number}: {len(values)} columns, the header has {width}")
        values += [""] * (width + 1 - len(values))
        text, cui, tui, group, code, scheme, preferred = map(str.strip, pick(values))
        yield Row(text, cui, standard_tui(tui), group, code, scheme, preferred, number)


def _bsv(path: Path) -> Iterator[Row]:
    for number, line in _lines(path):
        if line.startswith(("//", "#")):
            continue
        values = line.replace("\t", " ").split("|")
        names = _BSV_COLUMNS.get(min(len(values), 4))
        if names is None:
            raise ConfigError(
                f"{path}:{number}: one column; cTAKES's BSV is CUI|text, CUI|TUI|text or "
                "CUI|TUI|text|preferred text"
            )
        cells = dict(zip(names, (value.strip() for value in values), strict=False))
        tui = standard_tui(cells.get("tui", ""))
        yield Row(cells["text"], cells["cui"], tui, "", "", "", cells.get("preferred", ""), number)


def read_source(path: Path) -> Iterator[Row]:
    """The rows of a source, ``.bsv`` or TSV, either plain or compressed (.gz, .xz).

    Raises ConfigError with file and line for what cannot be understood.
    """
    name = path.name.removesuffix(path.suffix) if path.suffix in (".gz", ".xz") else path.name
    return _bsv(path) if name.lower().endswith(".bsv") else _tsv(path)
