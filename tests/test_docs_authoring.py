"""docs/authoring.md holds: its tutorial is gone through, every example is run and checked, and every key has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.test_docs_trace import Section, sections
from tests.tutorial.drafting import save
from tests.tutorial.shapes import literals, reached
from tutorial.check.checking import check
from tutorial.cli.first_lesson import LessonIdea, new_lesson
from tutorial.course.drafts import Preview
from tutorial.lesson.answers import ANSWERS
from tutorial.lesson.course_file import Chapter, CourseFile
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.model import Model
from tutorial.lesson.problems import LessonError, Problem
from tutorial.reading.course_loading import load_course
from tutorial.reading.lesson_keys import ACTIONS, ANSWER, INSIDE, KEYS, PHASES
from tutorial.reading.loading import load
from tutorial.reading.yaml_source import read
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from tutorial.telling.narration import ColumnKey

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
SECTIONS = {section.title: section for section in sections(PAGE)}
EXAMPLES = {title.strip("`"): section for title, section in SECTIONS.items() if title.startswith("`")}
QUESTIONS = list(SECTIONS.values())[list(SECTIONS).index("Questions") + 1 :]
STAGES = [section for title, section in SECTIONS.items() if re.match(r"[0-9]\. ", title) and section.block("yaml")]


@dataclass(frozen=True, slots=True)
class Author:
    """One who does what the page says: a file, and a runner to try it with."""

    path: Path
    runner: Runner

    def save(self, text: str) -> list[Problem]:
        """Save the file; gives what is wrong with it."""
        self.path.write_text(text, encoding="utf-8")
        try:
            return check(Replays(TraceStore(self.path.parent / "traces"), self.runner, load(self.path)))
        except LessonError as error:
            return list(error.problems)


def replaced(lesson: str, block: str) -> str:
    """The text of a lesson with the keys of a block in the place of its own, or after them."""
    parts = _keys(lesson)
    for key, part in _keys(block).items():
        after = re.search(r"(?:^(?:#.*)?\n)*\Z", parts.get(key, ""), re.MULTILINE)
        parts[key] = part + (after[0] if after else "")  # the comments of the next key stay
    return "".join(parts.values())


def _keys(text: str) -> dict[str, str]:
    """The text of each key at the top of a file."""
    parts = re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE)
    return {part.partition(":")[0]: part for part in parts if part}


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as shared:
        yield shared


@pytest.fixture
def author(tmp_path: Path, runner: Runner) -> Author:
    return Author(tmp_path / "who.yaml", runner)


def test_the_course_is_one(tmp_path: Path) -> None:
    path = tmp_path / "course.yaml"
    path.write_text(SECTIONS["The course"].block("yaml"), encoding="utf-8")
    loaded = load_course(path, ["acknowledgements", "namespaces", "rooms", "websocket-events"])
    assert loaded.warnings == ()
    keys = {*CourseFile.model_fields, *(key for chapter in loaded.file.chapters for key in chapter.model_fields_set)}
    assert keys == {*CourseFile.model_fields, *Chapter.model_fields}, "every key has an example"


def test_who_does_what_the_tutorial_says_gets_what_it_says(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(author.path.parent)
    author = Author(Path("who.yaml"), author.runner)
    command = SECTIONS["1. Begin"].block("sh")
    said = re.search(r'new (\S+) --title "([^"]+)" --event (\S+) --says (\S+)', command)
    assert said
    lesson = new_lesson(said[1], LessonIdea(*said.groups()[1:]))
    assert author.save(lesson) == []
    found: list[list[Problem]] = []
    for stage in STAGES:
        lesson = replaced(lesson, stage.block("yaml"))
        found.append(author.save(lesson))
    assert [len(problems) > 0 for problems in found] == [True, True, False]
    for problems, stage in zip(found, STAGES, strict=True):
        assert [str(problem) for problem in problems] == stage.block("text").splitlines()


def test_the_preview_shows_every_stage_of_the_tutorial(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(author.path.parent)
    path, said = Path("who.yaml"), re.search(r'--title "([^"]+)" --event (\S+) --says (\S+)', PAGE)
    assert said
    preview = Preview(path, author.runner, TraceStore(author.path.parent / "traces"))
    lesson, unanswered = new_lesson("who", LessonIdea(*said.groups())), []
    for stage in STAGES:
        lesson = replaced(lesson, stage.block("yaml"))
        save(path, lesson)
        preview.look()
        now = preview.drafts["who"]
        assert now.good is not None
        assert not now.stale
        assert [str(problem) for problem in now.problems] == stage.block("text").splitlines()
        unanswered.append([one.number for one in now.good.unanswered])
    assert unanswered == [[1], [1], []]


def lessons() -> Iterator[tuple[str, str]]:
    """Every example as a whole lesson, by the title of its section."""
    for base, inner in (("Every key", EXAMPLES.values()), ("Questions", QUESTIONS)):
        whole = SECTIONS[base].block("yaml")
        yield base, whole
        for section in inner:
            yield section.title, replaced(whole, section.block("yaml"))


@pytest.mark.parametrize("text", [text for _, text in lessons()], ids=[title for title, _ in lessons()])
def test_an_example_holds(text: str, author: Author) -> None:
    assert [str(problem) for problem in author.save(text) if problem.severity == "error"] == []


@pytest.mark.parametrize("section", QUESTIONS, ids=str)
def test_an_example_of_a_question_is_good_to_the_last_warning(section: Section, author: Author) -> None:
    assert section.block("yaml"), "each has an example"
    assert author.save(replaced(SECTIONS["Questions"].block("yaml"), section.block("yaml"))) == []


def test_every_key_of_a_lesson_has_a_section_with_an_example() -> None:
    assert sorted(EXAMPLES) == sorted(KEYS["Lesson"])
    assert [title for title, section in EXAMPLES.items() if not section.block("yaml")] == []


@dataclass(slots=True)
class Used:
    """What examples make use of: keys of models, values of those that have a choice of words, and keys of actions."""

    keys: set[tuple[str, str]] = field(default_factory=set)
    words: set[tuple[str, str, str]] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)

    def note(self, part: object) -> None:
        """Note all that a part of a lesson says in so many words."""
        if isinstance(part, Model):
            for name in part.model_fields_set:
                value = getattr(part, name)
                self.keys.add((type(part).__name__, name))
                if isinstance(value, str):
                    self.words.add((type(part).__name__, name, value))
                self.note(value)
        elif isinstance(part, (tuple, dict)):
            for item in part.values() if isinstance(part, dict) else part:
                self.note(item)

    def note_actions(self, written: object) -> None:
        """Note the keys of a scenario as it is written."""
        if isinstance(written, str):
            self.actions.add(written)
        elif isinstance(written, dict):
            self.actions |= written.keys()
        for item in written.values() if isinstance(written, dict) else written if isinstance(written, list) else ():
            self.note_actions(item)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Used:
    path, found = tmp_path_factory.mktemp("examples") / "lesson.yaml", Used()
    for _, text in lessons():
        path.write_text(text, encoding="utf-8")
        found.note(load(path).lesson)
        found.note_actions(read(path)[0]["scenario"])
    return found


def test_every_key_of_the_schema_is_in_an_example(used: Used) -> None:
    wanted = {(name, key) for name, keys in KEYS.items() for key in keys} - {("Question", "hint")}  # one of `hints`
    assert sorted(wanted - used.keys) == []
    assert set(ANSWER) <= {key for name, key in used.keys if name in ANSWERS.values()}
    assert re.search(r"^    hint: ", PAGE, re.MULTILINE)


def test_every_key_of_an_action_is_in_an_example(used: Used) -> None:
    assert sorted({*ACTIONS, *INSIDE} - used.actions) == []


WORDS = {
    (name, key, word)
    for name, model in reached(Lesson, {}).items()
    for key, said in model.model_fields.items()
    for word in literals(said.annotation)
    if name in KEYS and not {*literals(ColumnKey)} & {*literals(said.annotation)}
}
"""The words that a key may be given, when it is a choice of few; those of columns are in a table of their own."""


def test_every_word_that_a_key_may_be_given_is_in_an_example(used: Used) -> None:
    said = re.findall(r"^transport: (\w+)|`(\w+)`", EXAMPLES["transport"].text, re.MULTILINE)
    transports = {("Lesson", "transport", word) for pair in said for word in pair if word}
    assert ("Question", "kind", "several") in WORDS
    assert sorted(WORDS - used.words - transports) == []


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("scenario", [*ACTIONS, *INSIDE]),
        ("key_moments", [*KEYS["KeyMoment"], *KEYS["Claim"]]),
        ("expect", [*KEYS["ExpectedStep"]]),
        ("concept_flow", [*PHASES]),
    ],
)
def test_the_keys_inside_are_named(key: str, names: list[str]) -> None:
    text = EXAMPLES[key].text
    assert [name for name in names if f"`{name}`" not in text] == []
