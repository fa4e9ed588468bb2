"""`stepwire preview`: lessons as pages that follow every save of their files."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from tutorial.cli.terminal import problem_line
from tutorial.course.drafts import Draft, Preview
from tutorial.lesson.problems import Problem
from tutorial.reading.slugs import is_course_file
from tutorial.run.ports import HostError, PortError, listen
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore, default_folder


def _source(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path:
    """What to preview: a file, or a folder."""
    if path is None:
        path = Path("lessons") if Path("lessons").is_dir() else Path()
    if is_course_file(path):
        path = path.parent
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

    PATH is a lesson file or a folder of them; `lessons`, if it is left out. A file that cannot be read or run
    does not break the page: the last good one stays. What is wrong stands above it and at the parts that it
    concerns, and is printed here.
    """
    from web.preview.draft_pages import create_preview_app
    from web.preview.preview_server import serving
    from web.site.bundle import BundleError, asset
    from web.site.secret import kept_secret

    try:
        asset("preview.js")
    except BundleError as error:
        raise click.ClickException(str(error)) from error
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # `kill` stops the preview as Ctrl-C does
    with Runner() as runner:
        drafts = Preview(path, runner, TraceStore())
        drafts.look()
        try:
            app = create_preview_app(drafts, secret_key=kept_secret(default_folder()).key)
            with listen(host, port) as listener, serving(app, host, listener) as address:
                telling = Telling(Console(stderr=True), drafts)
                telling.tell()
                telling.tell_address(f"{address}/lessons/{path.stem}" if path.is_file() else address)
                drafts.follow(threading.Event(), telling.tell)
        except HostError as error:
            raise click.ClickException(f"{error}; leave --host out") from error
        except PortError as error:
            raise click.ClickException(f"{error}; try another port: stepwire preview --port 0") from error
        except KeyboardInterrupt:
            click.echo("", err=True)


class Telling:
    """Tells on a terminal what is wrong with the lessons of a preview, and when everything is right again."""

    def __init__(self, console: Console, preview: Preview) -> None:
        self._console = console
        self._preview = preview
        self._told: dict[Path, tuple[Problem, ...]] = {}
        self._told_of_plan: tuple[Problem, ...] = ()

    def tell(self) -> None:
        """Tell the problems of each lesson and of the course file, if they are not those told last."""
        drafts = self._preview.drafts.values()
        for draft in drafts:
            if draft.problems != self._told.get(draft.path, ()):
                self._tell(draft)
        self._told = {draft.path: draft.problems for draft in drafts}
        plan = self._preview.plan
        if plan.problems != self._told_of_plan:
            self._tell_each(plan.problems)
            if not plan.problems:
                self._console.print(Text("the course file: all good", style="green"), soft_wrap=True)
        self._told_of_plan = plan.problems

    def tell_address(self, page: str) -> None:
        """Tell where the pages are."""
        said = f"The preview is at [bold]{page}[/] and follows every save (Ctrl-C stops it)"
        self._console.print(said, highlight=False, soft_wrap=True)

    def _tell(self, draft: Draft) -> None:
        self._tell_each(draft.problems)
        if not draft.problems:
            self._console.print(Text(f"{draft.path}: all good", style="green"), soft_wrap=True)

    def _tell_each(self, problems: tuple[Problem, ...]) -> None:
        for problem in problems:
            self._console.print(problem_line(problem), soft_wrap=True)
