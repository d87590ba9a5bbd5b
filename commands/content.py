"""`flask content import` and `flask content export`."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from importers.content import Report, content_files, import_content
from importers.export import export_content
from jobs.pictures import make_missing_renditions, pictures_waiting

content = AppGroup("content", help="Bring content in and take it out, as Markdown.")


@content.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def import_(paths: Iterable[Path]) -> None:
    """Import Markdown files, or folders of them (docs/content-format.md)."""
    report = import_with_progress(paths)
    for problem in report.problems:
        click.secho(str(problem), fg="red", err=True)
    click.echo(summary(report))
    if report.problems:
        sys.exit(1)


@content.command("export")
@click.argument("path", type=click.Path(path_type=Path, file_okay=False))
def export(path: Path) -> None:
    """Write everything, pictures too, into a new or empty folder."""
    if path.exists() and any(path.iterdir()):
        raise click.ClickException(f"{path} is not empty: name a new folder.")
    click.echo(f"{export_content(path)} files written to {path}.")


def import_with_progress(paths: Iterable[Path]) -> Report:
    files = content_files(paths)
    if not files:
        raise click.ClickException("There is no .md file at this path.")
    with click.progressbar(length=len(files), label="Importing") as bar:
        report = import_content(files, lambda: bar.update(1))
    waiting = pictures_waiting()
    if waiting:
        with click.progressbar(length=waiting, label="Pictures ") as bar:
            now = current_app.config["CLOCK"]
            make_missing_renditions(now, lambda: bar.update(1))
    return report


def summary(report: Report) -> str:
    counts = ", ".join(f"{number} {word}" for word, number in report.counts.items())
    bad = len(report.problems)
    return f"{counts}." + (
        f" {bad} with a problem: nothing of these was kept." * (bad > 0)
    )
