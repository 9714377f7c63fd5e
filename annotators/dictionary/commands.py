"""``cascara terms``: building terminologies and looking into them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .clean import Report
from .compile import Stamp, build
from .named import find_terminology
from .terminology import Terminology, TermRow

terms = typer.Typer(
    help="Build terminologies for the dictionary, and look into them.",
    add_completion=False,
    no_args_is_help=True,
)

Named = Annotated[str, typer.Argument(help="'open', or a file made by 'terms build'.")]


@terms.command("build")
def build_command(
    sources: Annotated[
        list[Path], typer.Argument(help="TSV with a header, or cTAKES's BSV; .gz and .xz too.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    name: Annotated[
        str, typer.Option(help="Its name in evidence and run records; default: the output's.")
    ] = "",
    licence: Annotated[str, typer.Option(help="Under what terms its content may be used.")] = "",
    version: Annotated[str, typer.Option(help="Version of its content.")] = "",
) -> None:
    """Compile a terminology from one or more sources.

    A TSV source has a header with the column 'text' and any of cui, tui, group, code, scheme,
    preferred. A BSV source is CUI|text, CUI|TUI|text or CUI|TUI|text|preferred text.
    """
    stamp = Stamp(name or output.name.split(".")[0], version, licence)
    report = build(sources, output, stamp)
    _report(report)
    terminology = Terminology.open(output)
    typer.echo(f"{output}: {terminology.header['terms']:,} terms, {terminology.stamp}")


def _report(report: Report) -> None:
    typer.echo(f"{report.read:,} rows read, {report.kept:,} kept")
    for reason, count in sorted(report.dropped.items(), key=lambda item: (-item[1], item[0])):
        places = ", ".join(report.examples[reason])
        typer.echo(f"  {count:,} dropped: {reason} ({places}{', ...' if count > 5 else ''})")
    if report.unknown:
        typer.echo(
            f"  {report.unknown:,} kept without a semantic group: give them a tui or a group"
        )


@terms.command()
def info(terminology: Named) -> None:
    """Say what a terminology holds, where it is from, and whether its file is intact."""
    path = find_terminology(terminology)
    opened = Terminology.open(path)
    header = opened.header
    intact = opened.intact()
    typer.echo(f"{opened.stamp}\n  file      {path}")
    for label in ("version", "licence"):
        typer.echo(f"  {label:<9} {header[label] or 'not stated'}")
    for label in ("terms", "rows", "concepts"):
        typer.echo(f"  {label:<9} {header[label]:,}")
    for source in header["sources"]:
        rows, digest = source["rows"], source["sha256"]
        typer.echo(f"  source    {source['name']}, {rows:,} rows, sha256 {digest}")
    typer.echo(f"  sha256    {header['sha256']} ({'intact' if intact else 'DAMAGED'})")
    if not intact:
        raise typer.Exit(1)


@terms.command()
def find(
    terminology: Named,
    texts: Annotated[list[str], typer.Argument(help="The terms to look up, in whatever case.")],
) -> None:
    """Show what a terminology says of a term. Exit code 1 when it knows none of them."""
    opened = Terminology.open(find_terminology(terminology))
    found = {text: opened.find(text) for text in texts}
    for text, rows in found.items():
        typer.echo(text if rows else f"{text}: not a term")
        for row in rows:
            typer.echo(f"  {_line(opened.name, row)}")
    if not any(found.values()):
        raise typer.Exit(1)


def _line(name: str, row: TermRow) -> str:
    concept = row.concept
    code = f"{concept.scheme} {concept.code}" if concept.code else ""
    parts = (concept.group, concept.tui, concept.cui, code, concept.preferred)
    case = " (only in capitals)" if row.acronym else ""
    return f"{name}:{row.number}  {'  '.join(p for p in parts if p)}{case}  [{row.place}]"
