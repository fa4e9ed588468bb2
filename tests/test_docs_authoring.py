"""docs/authoring.md holds: its tutorial is gone through, every example is run and checked, and every key has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.test_docs_trace import Section, sections
from tutorial.checking import check
from tutorial.lesson_keys import ACTIONS, INSIDE, KEYS, PHASES
from tutorial.loading import load
from tutorial.new_lesson import Asked, new_lesson
from tutorial.problems import LessonError, Problem
from tutorial.running import Runner

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
SECTIONS = {section.title: section for section in sections(PAGE)}
EXAMPLES = {title.strip("`"): section for title, section in SECTIONS.items() if title.startswith("`")}
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
            loaded = load(self.path)
            trace = self.runner.run(loaded).trace
        except LessonError as error:
            return list(error.problems)
        return check(loaded, trace, lambda step: self.runner.run(loaded, without=step).trace)


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


@pytest.fixture
def author(tmp_path: Path) -> Iterator[Author]:
    with Runner() as runner:
        yield Author(tmp_path / "who.yaml", runner)


def test_who_does_what_the_tutorial_says_gets_what_it_says(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(author.path.parent)
    author = Author(Path("who.yaml"), author.runner)
    command = SECTIONS["1. Begin"].block("sh")
    said = re.search(r'new (\S+) --title "([^"]+)" --event (\S+) --says (\S+)', command)
    assert said
    lesson = new_lesson(said[1], Asked(*said.groups()[1:]))
    assert author.save(lesson) == []
    found: list[list[Problem]] = []
    for stage in STAGES:
        lesson = replaced(lesson, stage.block("yaml"))
        found.append(author.save(lesson))
    assert [len(problems) > 0 for problems in found] == [True, True, False]
    assert [str(problem) for problem in found[0]] == STAGES[0].block("text").splitlines()


@pytest.mark.parametrize("section", EXAMPLES.values(), ids=str)
def test_an_example_holds(section: Section, author: Author) -> None:
    assert section.block("yaml"), "every key has an example"
    lesson = replaced(SECTIONS["Every key"].block("yaml"), section.block("yaml"))
    assert [str(problem) for problem in author.save(lesson) if problem.severity == "error"] == []


def test_every_key_of_a_lesson_has_a_section() -> None:
    assert sorted(EXAMPLES) == sorted(KEYS["Lesson"])


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("scenario", [*ACTIONS, *INSIDE]),
        ("key_moments", [*KEYS["KeyMoment"], *KEYS["Claim"]]),
        ("quiz", [*KEYS["Hint"], *KEYS["Point"]]),
        ("expect", [*KEYS["ExpectedStep"]]),
        ("concept_flow", [*PHASES]),
    ],
)
def test_the_keys_inside_are_named(key: str, names: list[str]) -> None:
    text = EXAMPLES[key].text
    assert [name for name in names if f"`{name}`" not in text] == []
