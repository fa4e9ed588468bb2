"""`stepwire new`: ask three questions, and write the file of a first lesson."""

from __future__ import annotations

import shlex
from pathlib import Path

import click
from pydantic_core import PydanticCustomError

from tutorial.cli.first_lesson import LessonIdea, new_lesson
from tutorial.cli.invoked import command
from tutorial.lesson.action_values import read_event
from tutorial.reading.lesson_schema import lesson_schema_text
from tutorial.reading.slugs import ENDINGS, SCHEMA_FILE, slug_problem

_LONGEST = 200


def _lesson_file(_context: click.Context, _option: click.Parameter, name: Path) -> Path:
    """The file to write; it must not exist yet."""
    if why := slug_problem(name):
        raise click.BadParameter(why)
    path = name if name.suffix in ENDINGS else name.with_name(f"{name.name}.yaml")
    if not path.parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.parent}; make it first: mkdir -p {path.parent}")
    for taken in (path.with_suffix(ending) for ending in ENDINGS):
        if taken.exists():
            raise click.BadParameter(f"{taken} is there already, and is left as it is; choose another name")
    return path


def _words(_context: click.Context, _option: click.Parameter, text: str) -> str:
    """Check a short text that fits on a line of YAML."""
    text = text.strip()
    if not text or not text.isprintable() or len(text) > _LONGEST:
        raise click.BadParameter(f"write a few words on one line, {_LONGEST} characters at most")
    return text


def _event(context: click.Context, option: click.Parameter, text: str) -> str:
    """Check the name of an event that a client may emit."""
    try:
        return read_event(_words(context, option, text), "write one word, such as question")
    except PydanticCustomError as error:
        said = error.context or {}
        raise click.BadParameter(f"{said['what']}; {said['next']}") from error


@click.command()
@click.argument("name", type=click.Path(path_type=Path), callback=_lesson_file)
@click.option("--title", prompt="The lesson's title", callback=_words, help="The lesson's title.")
@click.option("--event", prompt="The event that the client sends", default="message", show_default=True,
              callback=_event, help="The event that the client sends, and the handler's.")  # fmt: skip
@click.option("--says", prompt="What it says with it", default="Hello", show_default=True, callback=_words,
              help="What the client says with it: a text.")  # fmt: skip
def new(name: Path, title: str, event: str, says: str) -> None:
    """Write a short lesson to begin with, into the file NAME (`.yaml` is added).

    What is not given as an option is asked for. No file is ever overwritten. The lesson schema is put beside
    the lesson if it is not there, for your editor.
    """
    try:
        with name.open("x", encoding="utf-8") as file:
            file.write(new_lesson(str(name), LessonIdea(title, event, says)))
        beside = name.with_name(SCHEMA_FILE)
        if not beside.exists():
            beside.write_text(lesson_schema_text(), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{name} cannot be written: {error.strerror}; choose another folder") from error
    click.echo(f"Wrote {name}. See it while you write: {command()} preview {shlex.quote(str(name))}")
