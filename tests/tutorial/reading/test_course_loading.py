"""A course file becomes a plan of chapters, or a report of every mistake in it, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial.lessons import ROOT
from tutorial.lesson.problems import LessonError
from tutorial.reading.course_loading import load_course

LESSONS = ("acks", "events", "rooms")
WHOLE = """\
title: Events
summary: All of *it*.
chapters:
  - title: First
    lessons: [rooms, events]
  - title: Then
    summary: More.
    lessons:
      - acks
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "course.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def told(folder: Path, text: str, slugs: tuple[str, ...] = LESSONS) -> list[str]:
    """What is wrong with a course file, without its folder."""
    with pytest.raises(LessonError) as caught:
        load_course(written(folder, text), slugs)
    return [str(problem).removeprefix(f"{folder}/course.yaml:") for problem in caught.value.problems]


def test_a_course_has_a_title_words_and_chapters_in_order(tmp_path: Path) -> None:
    loaded = load_course(written(tmp_path, WHOLE), LESSONS)
    assert (loaded.file.title, loaded.file.summary, loaded.warnings) == ("Events", "All of *it*.", ())
    chapters = [(one.title, one.summary, one.lessons) for one in loaded.file.chapters]
    assert chapters == [("First", "", ("rooms", "events")), ("Then", "More.", ("acks",))]


def test_a_title_is_enough(tmp_path: Path) -> None:
    loaded = load_course(written(tmp_path, "title: Events\n"), LESSONS)
    assert (loaded.file.chapters, loaded.warnings) == ((), ())


def test_lessons_that_no_chapter_names_are_told_in_one_warning(tmp_path: Path) -> None:
    loaded = load_course(written(tmp_path, WHOLE), ("zoo", *LESSONS, "apes"))
    (warning,) = loaded.warnings
    assert str(warning) == (
        f"{tmp_path}/course.yaml:3:1: warning: 2 lessons of this folder stand in no chapter: 'zoo', 'apes'; "
        "they are shown last; add them to a chapter"
    )
    (warning,) = load_course(written(tmp_path, WHOLE), (*LESSONS, "apes")).warnings
    assert (warning.what, warning.next) == (
        "1 lesson of this folder stands in no chapter: 'apes'",
        "it is shown last; add it to a chapter",
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "title: A\nchapters:\n  - title: B\n    lessons: [room, events]\n",
            "4:15: error: there is no lesson 'room' in this folder; did you mean 'rooms'?",
        ),
        (
            "title: A\nchapters:\n  - title: B\n    lessons:\n      - events\n      - zzz\n",
            "6:9: error: there is no lesson 'zzz' in this folder; the lessons here are acks, events, rooms",
        ),
        (
            "title: A\nchapters:\n  - title: B\n    lessons: [events.yaml]\n",
            "4:15: error: there is no lesson 'events.yaml' in this folder; did you mean 'events'?",
        ),
        (
            "title: A\nchapters:\n- {title: B, lessons: [events]}\n- title: C\n  lessons: [acks, events]\n",
            "5:19: error: the lesson 'events' is in the course twice; delete one: the first is in line 3",
        ),
        ("title: A\nchapter: []\n", "2:1: error: unknown key 'chapter'; did you mean 'chapters'?"),
        (
            "title: A\nchapters:\n  - title: B\n    leson: [events]\n",
            "4:5: error: unknown key 'leson'; did you mean 'lessons'?",
        ),
        ("summary: A\n", "1:1: error: the key 'title' is missing; write, for example, `title: My first event`"),
        (
            "title: A\nchapters:\n  - title: B\n",
            "3:5: error: the key 'lessons' is missing; write, for example, `lessons: [first-event, rooms]`",
        ),
        ("title: 3\n", "1:8: error: 'title' must be text, not the number 3; put it in quotes: \"3\""),
        (
            "title: A\nchapters: events\n",
            "2:11: error: 'chapters' must be a list of mappings with `title` and `lessons`, not 'events'",
        ),
        (
            "title: A\nchapters: [events]\n",
            "2:12: error: an item of 'chapters' must be a mapping (`key: value`), not 'events'",
        ),
        (
            "title: A\nchapters:\n  - {title: B, lessons: events}\n",
            (
                "3:25: error: 'lessons' must be a list of lessons, such as `[first-event, rooms]`, not 'events'; "
                "write `[events]`"
            ),
        ),
        (
            "title: A\nchapters:\n  - {title: B, lessons: []}\n",
            "3:25: error: 'lessons' is empty; write a list of lessons, such as `[first-event, rooms]`",
        ),
        (
            "title: A\nchapters:\n  - {title: B, lessons: [7]}\n",
            "3:26: error: an item of 'lessons' must be text, not the number 7; put it in quotes: \"7\"",
        ),
        ("title: A\ntitle: B\n", "2:1: error: the key 'title' is written twice; the first is in line 1"),
        ("- a\n", "1:1: error: a course is a mapping of keys; begin with `title: ...`"),
        ("", "1:1: error: this file is empty; a course needs at least a title"),
        ("title: A\n---\ntitle: B\n", "3:1: error: a second document begins here; one file holds one course"),
        (
            "title: A\ncode: x\nscenario: [connect]\n",
            (
                "1:1: error: course.yaml is the file of the course, and this one holds a lesson; "
                "give the lesson's file another name"
            ),
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_write(tmp_path: Path, text: str, says: str) -> None:
    assert told(tmp_path, text) == [says]


def test_what_is_no_yaml_is_told(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, "title: A\nchapters: [\n")
    assert problem.startswith("3:1: error: this is not YAML: ")


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "titel: A\nchapters:\n  - title: 1\n    lessons: [none, rooms, rooms]\n"
    assert [problem.partition(":")[0] for problem in told(tmp_path, text)] == ["1", "3", "4", "4"]


def test_a_folder_without_lessons_is_told_where_they_belong(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, "title: A\nchapters:\n  - {title: B, lessons: [a]}\n", ())
    assert problem.endswith("there is no lesson 'a' in this folder; put the lesson's file beside this one")


def test_the_course_that_is_served_holds(tmp_path: Path) -> None:
    slugs = [path.stem for path in (ROOT / "lessons").glob("*.yaml") if path.stem != "course"]
    assert load_course(ROOT / "lessons" / "course.yaml", slugs).warnings == ()
