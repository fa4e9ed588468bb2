"""A new lesson runs and is graded as it is written; bad names are explained, and nothing is overwritten."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tutorial.cli.first_lesson import LessonIdea, new_lesson
from tutorial.cli.main import main
from tutorial.course.course import Studied, study
from tutorial.reading.loading import load
from tutorial.reading.slugs import slug_problem
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore

PRINTABLE = st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S")), min_size=1, max_size=40)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def new(*arguments: str, answers: str = "") -> Result:
    return CliRunner().invoke(main, ["new", *arguments], input=answers, catch_exceptions=False)


def studied(path: Path, runner: Runner, folder: Path) -> Studied:
    lesson = study(path, runner, TraceStore(folder / "traces"))
    assert isinstance(lesson, Studied), lesson.problems
    return lesson


def right(lesson: Studied) -> list[str]:
    """The right choice of each question."""
    return [option.text for question in lesson.quiz for option in question.options if option.right]


def test_three_answers_make_a_lesson_that_runs_and_is_graded(runner: Runner, tmp_path: Path) -> None:
    result = new("first", answers="My first event\nquestion\nWhy?\n")
    assert result.exit_code == 0, result.output
    assert "Wrote first.yaml" in result.stdout
    lesson = studied(Path("first.yaml"), runner, tmp_path)
    assert lesson.lesson.title == "My first event"
    assert [step.trigger.event for step in lesson.trace.steps] == [None, "question", None, None]
    assert right(lesson) == ["Received: Why?", "Step 3"]


def test_what_is_given_is_not_asked_for_and_the_defaults_are_a_message(runner: Runner, tmp_path: Path) -> None:
    result = new("first.yml", "--title", "Hello", answers="\n\n")
    assert "title" not in result.stdout
    lesson = studied(Path("first.yml"), runner, tmp_path)
    assert "send(f'Received: {text}')" in lesson.lesson.code
    assert right(lesson) == ["Received: Hello", "Step 3"]


def test_a_new_lesson_passes_the_strictest_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPWIRE_CACHE", str(tmp_path / "cache"))
    new("first", "--title", "Hello", "--event", "question", "--says", "Why?")
    result = CliRunner().invoke(main, ["check", "--strict", "first.yaml"], catch_exceptions=False)
    assert result.exit_code == 0, result.output


def test_every_phase_happens_and_every_variable_changes(runner: Runner, tmp_path: Path) -> None:
    new("first", "--title", "Hello", "--event", "message", "--says", "Hi")
    trace = studied(Path("first.yaml"), runner, tmp_path).trace
    assert len({phase.kind for step in trace.steps for phase in step.phases}) == 9
    assert all(any(step.variables[name] != trace.start[name] for step in trace.steps) for name in trace.start)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(title="yes: no # {x}", event="it's `this`", says="'quoted' \"twice\" \\ {text}")
@example(title="42", event="123", says="None")
@example(title="*a", event="a\u00e9\U0001f600", says="``` 1.5")
@given(title=PRINTABLE, event=PRINTABLE, says=PRINTABLE)
def test_any_words_make_a_lesson_that_is_true(
    runner: Runner, tmp_path: Path, title: str, event: str, says: str
) -> None:
    path = tmp_path / "any.yaml"
    path.write_text(new_lesson("any", LessonIdea(title, event, says)), encoding="utf-8")
    lesson = studied(path, runner, tmp_path)
    assert (lesson.lesson.title, lesson.lesson.scenario[1].arguments) == (title, (says,))
    assert right(lesson) == [f"Received: {says}", "Step 3"]


def test_the_lesson_and_the_command_name_its_path_as_it_was_given() -> None:
    Path("my course").mkdir()
    result = new("my course/first", "--title", "A", "--event", "a", "--says", "a")
    told = "stepwire preview 'my course/first.yaml'"
    assert result.stdout.endswith(f"See it while you write: {told}\n")
    assert f"# See it while you write: {told}\n" in Path("my course/first.yaml").read_text(encoding="utf-8")


def test_the_command_calls_itself_as_it_was_called_where_no_shell_would_find_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", [".venv/bin/stepwire", "new"])
    monkeypatch.setenv("PATH", str(tmp_path))
    assert new("a", "--title", "A", "--event", "a", "--says", "a").stdout.endswith(
        ": .venv/bin/stepwire preview a.yaml\n"
    )
    (tmp_path / "stepwire").touch(0o755)
    assert new("b", "--title", "A", "--event", "a", "--says", "a").stdout.endswith(": stepwire preview b.yaml\n")


def test_the_schema_is_put_beside_it_unless_it_is_there() -> None:
    new("first", "--title", "A", "--event", "a", "--says", "a")
    assert "draft-07" in Path("lesson.schema.json").read_text(encoding="utf-8")
    Path("lesson.schema.json").write_text("mine", encoding="utf-8")
    new("second", "--title", "A", "--event", "a", "--says", "a")
    assert Path("lesson.schema.json").read_text(encoding="utf-8") == "mine"
    assert load(Path("second.yaml")).lesson.title == "A"


@pytest.mark.parametrize("taken", ["first.yaml", "first.yml"])
def test_a_lesson_that_is_there_is_left_as_it_is(taken: str) -> None:
    Path(taken).write_text("mine", encoding="utf-8")
    result = new("first", "--title", "A", "--event", "a", "--says", "a")
    assert result.exit_code == 2
    assert f"{taken} is there already" in result.stderr
    assert Path(taken).read_text(encoding="utf-8") == "mine"
    assert list(Path().iterdir()) == [Path(taken)]


def test_a_folder_that_is_not_there_is_named() -> None:
    assert "mkdir -p nowhere" in new("nowhere/first", "--title", "A", "--event", "a", "--says", "a").stderr


@pytest.mark.parametrize("event", ["connect", "disconnect"])
def test_an_event_that_socket_io_keeps_is_refused(event: str) -> None:
    assert f"keeps the event name '{event}'" in new("a", "--title", "A", "--event", event, "--says", "a").stderr


def test_a_bad_answer_is_asked_for_again() -> None:
    result = new("first", "--title", "A", answers="connect\nquestion\nHi\n")
    assert result.exit_code == 0
    assert 'emit: "question"' in Path("first.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Private Rooms", "how about private-rooms?"),
        ("lessons/Écho.yaml", "how about lessons/echo?"),
        ("a--b", "how about a-b?"),
        ("...", "such as private-rooms"),
        ("lessons/course.yaml", "that is the name of a course's file"),
        ("x" * 61, "60 of them at most"),
    ],
)
def test_a_name_that_cannot_be_an_address_is_explained(name: str, says: str) -> None:
    assert says in (slug_problem(Path(name)) or "")


@pytest.mark.parametrize("name", ["rooms", "private-rooms", "2-rooms.yaml", "lessons/rooms.yml"])
def test_a_name_that_can_be_an_address_is_taken(name: str) -> None:
    assert slug_problem(Path(name)) is None
