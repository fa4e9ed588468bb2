"""`stepwire preview`: lessons as pages that follow every save of their files."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from tutorial.preview import Preview
from tutorial.running import Runner
from tutorial.store import TraceStore, default_folder
from tutorial.terminal import problem_line


def _source(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path:
    """What to preview: a file, or a folder."""
    if path is None:
        path = Path("lessons") if Path("lessons").is_dir() else Path()
    if not path.exists():
        raise click.BadParameter(f"there is no {path}; begin one: stepwire new {path.stem}")
    return path


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path), callback=_source)
@click.option(
    "--port", default=5001, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
def preview(path: Path, port: int, host: str) -> None:
    """Show the lesson in PATH while you write it: its page follows every save.

    PATH is a lesson file or a folder of them; `lessons`, if it is left out. A file that does not hold does not break
    the page: the last good one stays, with the problems above it and at the parts that they concern.
    """
    from web.bundle import BundleError, asset
    from web.preview import create_preview_app
    from web.preview_server import PortError, serving
    from web.secret import kept_secret

    try:
        asset("preview.js")
    except BundleError as error:
        raise click.ClickException(str(error)) from error
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopped is stopped, by Ctrl-C and `kill` alike
    with Runner() as runner:
        drafts = Preview(path, runner, TraceStore())
        drafts.look()
        try:
            with serving(create_preview_app(drafts, secret_key=kept_secret(default_folder())), host, port) as address:
                _tell(drafts, address, path)
                drafts.follow(threading.Event())
        except PortError as error:
            raise click.ClickException(f"{error}; try another port: stepwire preview --port 0") from error
        except KeyboardInterrupt:
            click.echo("", err=True)


def _tell(drafts: Preview, address: str, path: Path) -> None:
    """Say where the pages are, and what is wrong with the lessons as they are now."""
    from rich.console import Console

    console = Console(stderr=True)
    for draft in drafts.drafts.values():
        for problem in draft.problems:
            console.print(problem_line(problem), soft_wrap=True)
    page = f"{address}/lessons/{path.stem}" if path.is_file() else address
    console.print(f"The preview is at [bold]{page}[/] and follows every save (Ctrl-C stops it)", highlight=False)
