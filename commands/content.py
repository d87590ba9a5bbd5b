"""`flask content import` and `flask content export`."""

import sys
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from extensions import db
from importers.archives.recognising import is_export, source_of
from importers.archives.source import Upload
from importers.content.export import export_content, files_to_export
from importers.content.fields import printable
from importers.content.files import Grounds, content_files
from importers.content.importing import Report, import_content
from importers.moving_in.importing import Options, import_site
from importers.moving_in.report import ImportReport
from importers.moving_in.uploads import work_on_upload
from jobs.images.renditions import make_missing_renditions, pictures_waiting
from models.pictures.media import MediaUnavailable

CONTENT_PATH = click.Path(exists=True, path_type=Path)
content = AppGroup("content", help="Import and export content.")


@content.command("import")
@click.argument("paths", nargs=-1, required=True, type=CONTENT_PATH)
@click.option(
    "--pictures",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder with the old site's uploads, instead of fetching them.",
)
@click.option("--time-zone", default="UTC", help="The old site's, such as Europe/Rome.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the report to this file.",
)
@click.option("--site-url", default="", help="The old site's, if the file lacks it.")
@click.option("--dry-run", is_flag=True, help="Check the export, import nothing.")
def import_(
    paths: tuple[Path, ...],
    pictures: Path | None,
    time_zone: str,
    report: Path | None,
    site_url: str,
    *,
    dry_run: bool,
) -> None:
    """Import a WordPress or Ghost export (docs/moving-in.md), or Markdown files and
    folders of them (docs/content-format.md). The options are for exports.
    """
    exports = [path for path in paths if is_export(path)]
    if len(exports) not in (0, len(paths)):
        raise click.ClickException("Import exports and Markdown separately.")
    if not exports:
        finish(import_with_progress(paths))
        return
    options = Options(current_app.config["CLOCK"], pictures, is_dry_run=dry_run)
    uploads = [Upload(path, _zone(time_zone), site_url) for path in exports]
    reports = [_move_in(upload, options) for upload in uploads]
    lines = [line for one in reports for line in one.lines()]
    click.echo("\n".join(map(printable, lines)))
    if report:
        report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.exit(any(one.refused or one.stopped for one in reports))


def _move_in(upload: Upload, options: Options) -> ImportReport:
    source = source_of(upload)
    assert source is not None
    # The file is read twice.
    with _bar(2 * upload.path.stat().st_size, "Importing") as bar:
        report = import_site(source, options, bar.update)
    if report.stopped:
        stopped = f"The import stopped. {_reason(report.stopped)}"
        click.secho(f"{stopped} Import again to go on.", fg="red", err=True)
    return report


@content.command("work-on-import", hidden=True)
@click.argument("id", type=int)
def work_on_import(id: int) -> None:
    """The worker runs this for each export that was uploaded in the newsroom."""
    work_on_upload(id, current_app.config["CLOCK"])


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        message = f"There is no time zone {name!r}: write one such as Europe/Rome."
        raise click.BadParameter(message) from None


@content.command("export")
@click.argument("path", type=click.Path(path_type=Path, file_okay=False))
def export(path: Path) -> None:
    """Export everything, including pictures, into a new or empty folder."""
    try:
        if path.exists() and any(path.iterdir()):
            raise click.ClickException(f"{path} is not empty: name a new folder.")
        path.mkdir(parents=True, exist_ok=True)
        with _bar(files_to_export(), "Exporting") as bar:
            written = export_content(path, lambda: bar.update(1))
    except (OSError, SQLAlchemyError, MediaUnavailable) as error:
        raise click.ClickException(f"The export stopped. {_reason(error)}") from None
    click.echo(f"{written.files} files written to {path}.")
    for key in written.lost:
        message = (
            f"{key}: the media store has lost this picture; it is not in the export."
        )
        click.secho(message, fg="red", err=True)
    sys.exit(bool(written.lost))


def import_with_progress(paths: Iterable[Path], *, draws: bool = True) -> Report:
    files = content_files(paths)
    if not files:
        raise click.ClickException("There is no .md file at this path.")
    with _bar(len(files), "Importing") as bar:
        report = import_content(files, Grounds.of(paths), lambda: bar.update(1))
    if draws and not report.stopped:
        _draw_pictures(report)
    return report


def finish(report: Report, title: str = "") -> None:
    """Prints the result; exits with an error if any file failed."""
    say(report, title)
    if report.problems or report.stopped:
        sys.exit(1)


def say(report: Report, title: str = "") -> None:
    for problem in report.problems:
        click.secho(str(problem), fg="red", err=True)
    click.echo(title + summary(report))
    if report.stopped:
        stopped = f"The import stopped. {_reason(report.stopped)}"
        click.secho(f"{stopped} Import again to go on.", fg="red", err=True)


def summary(report: Report) -> str:
    counts = ", ".join(f"{number} {word}" for word, number in report.counts.items())
    bad = len(report.problems)
    return f"{counts}." + (
        f" {bad} with a problem: nothing of these was kept." * (bad > 0)
    )


def _draw_pictures(report: Report) -> None:
    """Makes renditions now, not in the worker, so that the result is complete."""
    try:
        with _bar(pictures_waiting(), "Pictures ") as bar:
            now = current_app.config["CLOCK"]
            make_missing_renditions(now, lambda: bar.update(1))
    except (OSError, SQLAlchemyError, MediaUnavailable, KeyboardInterrupt) as error:
        db.session.rollback()
        report.stopped = error


def _bar(length: int, label: str) -> "click._termui_impl.ProgressBar[int]":
    return click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not is_terminal()
    )


def is_terminal() -> bool:
    return sys.stderr.isatty()


def _reason(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "It was interrupted; everything imported so far is complete."
    message = printable(str(getattr(error, "orig", error)).partition("\n")[0]).rstrip(
        "."
    )
    if "locked" in message:
        return f"The database is busy ({message}): wait a moment."
    if "no such table" in message or "does not exist" in message:
        return f"The database is not set up ({message}): run `flask db upgrade`."
    return f"{message}."
