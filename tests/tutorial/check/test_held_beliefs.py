"""What `learn`, `why`, `misconceptions` and `statements` say is held against the runs that they speak of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tutorial.check.checking import check
from tutorial.check.other_runs import other_runs
from tutorial.check.sentence_kinds import held
from tutorial.check.subject import Subject
from tutorial.course.needs import check_needs
from tutorial.lesson.problems import LessonError
from tutorial.reading.loading import load
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore

LESSON = """title: A test
code: |
  from flask import Flask
  from flask_socketio import SocketIO, send

  app = Flask(__name__)
  socketio = SocketIO(app)

  @socketio.on('message')
  def handle_message(msg):
      send(f'Received: {msg}')
scenario: [connect, {send: Hello}, {send: How are you?}, disconnect]
"""

GOOD = """
learn: |
  {lines 7-8} listen, and in {step 2} the client receives {cell 2 receives}.
why:
  problem: The client wants an answer.
  change: {code: {line: 9, becomes: pass}}
  wrong: {step: 2, column: receives}
  so: The client receives {cell 2 receives = No message}.
  others:
    - {step: 3, column: receives, so: Here as well.}
misconceptions:
  - id: by-itself
    belief: {says: The library answers by itself., claims: [{receives: "Received: Hello", at: [2]}]}
    counter: why
    so: {says: Nobody answers., claims: [{emits: message, only: []}]}
  - id: goodbye
    belief: {says: Without a goodbye there is no answer., claims: [{emits: message, only: []}]}
    counter: {without: 4}
    so: {says: It was sent before., claims: [{emits: message, only: [2, 3]}]}
statements:
  - {says: The server emits in step 1., holds: false, claims: [{emits: message, at: [1]}], why: Nobody asked.}
  - says: Another word is answered, too.
    holds: true
    claims: [{receives: "Received: Hi", at: [2]}]
    run: {altered: {step: 2, action: {send: Hi}}}
    why: The handler takes any word.
  - says: One packet goes back.
    holds: true
    answer: {count: packets, step: 2, direction: to client, reads: "1"}
    why: One `send` makes one.
"""


@pytest.fixture(scope="module")
def replays(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replaying]:
    with Runner() as runner:
        yield Replaying(tmp_path_factory.mktemp("beliefs"), runner)


class Replaying:
    """Replays of texts, all in one folder and by one runner."""

    def __init__(self, folder: Path, runner: Runner) -> None:
        self.folder, self.runner = folder, runner

    def of(self, text: str) -> Replays:
        """The runs of a lesson with these keys."""
        path = self.folder / "lesson.yaml"
        path.write_text(LESSON + text, encoding="utf-8")
        return Replays(TraceStore(self.folder / "traces"), self.runner, load(path))

    def told(self, text: str) -> list[str]:
        """What the check says of the keys."""
        try:
            return [f"{one.what}; {one.next}" for one in check(self.of(text), once=True)]
        except LessonError as error:
            return [f"{one.what}; {one.next}" for one in error.problems]


def test_what_holds_is_not_told(replays: Replaying) -> None:
    assert replays.told(GOOD) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("{lines 7-8}", "{lines 7-80}", "the code has no line 80; it has lines 1 to 9"),
        ("{cell 2 receives}.", "{cell 2 receives = Hi}.", "is 'Received: Hello', not 'Hi'"),
        ("column: receives}\n  so", "column: before}\n  so", "reads 'Connection open' in the lesson's run, too"),
        ("becomes: pass", "becomes: \"send(f'Received: {msg}')\"", "is the lesson's own, cell by cell"),
        ("= No message", "= Hello", "is 'No message', not 'Hello'"),
        ("wrong: {step: 2", "wrong: {step: 9", "the run of `why` has no step 9"),
        ("  change: {code: {line: 9, becomes: pass}}\n", "", "one `change` of the lesson's"),
        ("counter: why", "counter: lesson", "bears this claim out, so it does not break the belief"),
        ("counter: why", "counter: wy", "unknown word 'wy'; did you mean 'why'?"),
        ("only: [2, 3]", "only: [2]", "not only in step 2"),
        ("id: goodbye", "id: by-itself", "the id 'by-itself' is there twice"),
        ("{emits: message, at: [1]}", "{emits: message, at: [2]}", "the statement is true; write `true`"),
        ('reads: "1"', 'reads: "2"', "in the run the statement is false; write `false`"),
        (', reads: "1"', "", "needs `reads`"),
        ("{without: 4}", "{without: 1}", "without step 1 the rest cannot be played"),
    ],
)
def test_what_does_not_hold_is_told(replays: Replaying, before: str, after: str, said: str) -> None:
    assert before in GOOD
    told = replays.told(GOOD.replace(before, after, 1))
    assert any(said in one for one in told), told


QUESTION = """
quiz:
  - question: What is `connection_status` after step 2?
    choices: [No connection, Open]
    answer: {variable: connection_status, after: 2}
    hint: Look at the tracker.
    misconceptions: {No connection: by-itself}
"""


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("No connection: by-itself", ""),
        ("Open: by-itself", "'Open' is right; name a wrong option"),
        ("Opened: by-itself", "the question has no option 'Opened'; did you mean 'Open'?"),
        ("No connection: by-himself", "no misconception 'by-himself'; did you mean 'by-itself'?"),
    ],
)
def test_an_option_names_a_misconception(replays: Replaying, option: str, said: str) -> None:
    told = replays.told(GOOD + QUESTION.replace("No connection: by-itself", option))
    assert [said in one for one in told] == ([True] if said else [])


def test_what_a_program_of_why_does_wrong_is_told_at_its_line(replays: Replaying) -> None:
    program = "program: |\n    import nothing_that_is_there\n  scenario: [connect]"
    text = GOOD.replace("change: {code: {line: 9, becomes: pass}}", program)
    (problem, *_) = check(replays.of(text), once=True)
    assert "nothing_that_is_there" in problem.what
    assert "import nothing" in (LESSON + text).split("\n")[problem.line - 1]


def test_a_statement_may_speak_of_a_run_with_another_action(replays: Replaying) -> None:
    run = "{altered: {step: 3, action: {emit: message, data: {words: How are you?}}}}"
    claim = "{calls: handle_message, only: [2, 3]}"
    other = (
        f"  - {{says: It is called again., holds: true, claims: [{claim}], run: {run}, why: It is the same event.}}\n"
    )
    assert replays.told(GOOD + other) == []


def test_each_sentence_is_known(replays: Replaying) -> None:
    one = replays.of(GOOD)
    subject = Subject(one.loaded, one.whole().trace, one)
    kinds = {sentence.text: sentence.kind for sentence in held(subject, *other_runs(subject, one))}
    assert kinds["The library answers by itself."] == "bound"
    assert kinds["The client receives {cell 2 receives = No message}."] == "bound"
    assert kinds["One `send` makes one."] == "checked"
    assert kinds["Here as well."] == "the author's word"


def test_a_lesson_needs_lessons_that_come_before_it(tmp_path: Path) -> None:
    for name in ("first", "second", "third"):
        (tmp_path / f"{name}.yaml").write_text(LESSON + "needs: [first, fourth, second, third]", encoding="utf-8")
    (tmp_path / "course.yaml").write_text(
        "title: A course\nchapters:\n  - {title: All, lessons: [first, second, third]}\n", encoding="utf-8"
    )
    told = [str(one).partition(": ")[2] for one in check_needs(load(tmp_path / "second.yaml"), tmp_path)]
    assert told == [
        "error: there is no lesson 'fourth' in this folder; the other lessons here are first, third",
        "error: a lesson cannot need itself; take it out",
        "warning: 'third' comes after this lesson in the course; change the order, or leave it out",
    ]
