"""The preview follows every save; a file that cannot be run leaves the last good lesson where it is."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.tutorial.drafting import TEXT, edited, save
from tutorial.course.course import Studied, study_draft
from tutorial.course.drafts import Draft, Preview, state
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "lessons").mkdir()
    file = tmp_path / "lessons" / "draft.yaml"
    save(file, TEXT)
    return file


@pytest.fixture
def preview(path: Path, runner: Runner, tmp_path: Path) -> Preview:
    """A preview of the one lesson that has looked once."""
    made = Preview(path, runner, TraceStore(tmp_path / "traces"))
    assert made.look()
    return made


def draft(preview: Preview) -> Draft:
    (only,) = preview.drafts.values()
    return only


def title(preview: Preview) -> str:
    good = draft(preview).good
    assert good is not None
    return good.lesson.title


def test_what_has_not_changed_is_not_studied_again(preview: Preview) -> None:
    before = preview.drafts
    assert not preview.look()
    assert preview.drafts is before


def test_a_text_that_changes_is_taken_over_and_nothing_is_run_again(preview: Preview, path: Path) -> None:
    before = draft(preview)
    assert before.good is not None
    save(path, edited('title: "A draft"', "title: Another"))
    assert preview.look()
    assert title(preview) == "Another"
    after = draft(preview)
    assert after.good is not None
    assert after.good.trace == before.good.trace
    assert (after.page, after.told) == (before.page + 1, before.told)


def test_code_that_changes_is_run(preview: Preview, path: Path) -> None:
    save(path, edited("send(f'Received: {text}')", "send(text.upper())").replace('"Received: Hello"', "HELLO"))
    preview.look()
    good = draft(preview).good
    assert good is not None
    assert good.trace.steps[1].variables["response_sent"] == "HELLO"


@pytest.mark.parametrize(
    "broken",
    [
        edited("scenario:", "scenario: ["),
        edited("  - disconnect", "  - disconect"),
        edited("send(f'Received: {text}')", "raise SystemExit"),
        edited("{missing_step: {without: 3}}", "{missing_step: {without: 9}}"),
        "",
    ],
)
def test_a_broken_file_leaves_the_last_good_lesson_until_it_is_mended(
    preview: Preview, path: Path, broken: str
) -> None:
    before = draft(preview)
    save(path, broken)
    assert preview.look()
    now = draft(preview)
    assert now.problems
    assert all(problem.path == str(path) for problem in now.problems)
    assert (now.good, now.page, now.told) == (before.good, before.page, before.told + 1)
    save(path, TEXT)
    preview.look()
    mended = draft(preview)
    assert (mended.problems, mended.good, mended.page) == ((), before.good, before.page)


def test_a_question_without_a_right_choice_stays_open_and_the_lesson_is_shown_as_it_is_now(
    preview: Preview, path: Path
) -> None:
    save(path, edited("send(f'Received: {text}')", "send(text.upper())"))
    preview.look()
    now = draft(preview)
    assert now.good is not None
    assert not now.stale
    assert now.good.trace.steps[1].variables["response_sent"] == "HELLO"
    assert [one.number for one in now.good.unanswered] == [1]
    assert (now.good.numbers(), [one.question.kind for one in now.good.quiz]) == ((2,), ["one"])
    (problem,) = now.problems
    assert "none of the choices is right: in the run it is 'HELLO'" in problem.what
    assert now.good.unanswered[0].problems == (problem,)


def test_problems_of_open_questions_come_and_go_with_them_before_the_check(
    preview: Preview, path: Path, runner: Runner, tmp_path: Path
) -> None:
    store = TraceStore(tmp_path / "traces")
    save(path, edited('"Received: Hello"', "Nothing"))
    preview.look()
    before = draft(preview)
    save(path, edited('"Received: Hello"', "Nothing").replace("minutes: 5\n", "minutes: 5\n\n"))
    moved = before.after(study_draft(path, runner, store))
    assert [one.line for one in moved.problems] == [before.problems[0].line + 1]
    save(path, TEXT)
    assert moved.after(study_draft(path, runner, store)).problems == ()


def test_a_question_on_the_way_that_cannot_be_answered_is_open_too(preview: Preview, path: Path) -> None:
    quiz = "  - {question: What is sent?, after: 2, choices: [a, b], answer: {variable: response_sent, after: 2}}\n"
    save(path, edited("quiz:\n", f"quiz:\n{quiz}"))
    preview.look()
    good = draft(preview).good
    assert good is not None
    assert ([one.number for one in good.unanswered], good.numbers()) == ([1], (2, 3))


def test_a_lesson_that_holds_is_checked_against_its_run(preview: Preview, path: Path) -> None:
    save(path, edited("minutes: 5", "flow_note: It reads {value last_message after 2 = Bye}."))
    preview.look()
    now = draft(preview)
    assert now.good is not None
    assert "Bye" in now.good.lesson.flow_note
    assert not now.stale
    assert ["Bye" in problem.what for problem in now.problems] == [True]


def test_a_file_that_is_taken_away_is_a_problem_and_comes_back(preview: Preview, path: Path) -> None:
    path.unlink()
    preview.look()
    assert [str(one) for one in draft(preview).problems] == [f"{path}:1:1: error: the file is gone; put it back"]
    assert title(preview) == "A draft"
    save(path, TEXT)
    preview.look()
    assert draft(preview).problems == ()


def test_one_of_a_folder_that_is_taken_away_keeps_its_page_until_it_is_back(
    path: Path, runner: Runner, tmp_path: Path
) -> None:
    save(path.with_name("another.yaml"), TEXT)
    preview = Preview(path.parent, runner, TraceStore(tmp_path / "traces"))
    preview.look()
    path.unlink()
    preview.look()
    assert not preview.look()
    assert list(preview.course().lessons) == ["another", "draft"]
    gone = preview.drafts["draft"]
    assert (gone.stale, [one.what for one in gone.problems]) == (True, ["the file is gone"])
    assert isinstance(gone.shown(), Studied)
    save(path, TEXT)
    preview.look()
    assert (preview.drafts["draft"].stale, preview.drafts["draft"].problems) == (False, ())


def test_a_folder_that_is_taken_away_leaves_its_pages(path: Path, runner: Runner, tmp_path: Path) -> None:
    preview = Preview(path.parent, runner, TraceStore(tmp_path / "traces"))
    preview.look()
    path.parent.rename(tmp_path / "away")
    preview.look()
    assert [one.what for one in draft(preview).problems] == ["the file is gone"]
    assert title(preview) == "A draft"


def test_a_lesson_that_never_held_is_shown_broken_and_its_page_changes_with_its_problems(
    path: Path, runner: Runner, tmp_path: Path
) -> None:
    save(path, "title: x\n")
    preview = Preview(path, runner, TraceStore(tmp_path / "traces"))
    preview.look()
    before = draft(preview)
    assert before.good is None
    save(path, "title: [\n")
    preview.look()
    assert draft(preview).page == before.page + 1


def test_lessons_of_a_folder_come_and_go(path: Path, runner: Runner, tmp_path: Path) -> None:
    preview = Preview(path.parent, runner, TraceStore(tmp_path / "traces"))
    preview.look()
    save(path.with_name("another.yaml"), TEXT)
    preview.look()
    assert list(preview.course().lessons) == ["another", "draft"]
    never_held = path.with_name("begun.yaml")
    save(never_held, "title: x\n")
    preview.look()
    assert list(preview.course().lessons) == ["another", "begun", "draft"]
    never_held.unlink()
    preview.look()
    assert list(preview.course().lessons) == ["another", "draft"]
    assert state(preview.drafts, "begun", preview.plan) == "gone"


def test_the_course_file_of_a_folder_is_followed(path: Path, runner: Runner, tmp_path: Path) -> None:
    preview = Preview(path.parent, runner, TraceStore(tmp_path / "traces"))
    preview.look()
    seen = state(preview.drafts, "", preview.plan)
    file = path.with_name("course.yaml")
    save(file, "title: A\nchapters: [{title: B, lessons: [another, draft]}]\n")
    assert preview.look()
    assert [problem.what for problem in preview.plan.problems] == ["there is no lesson 'another' in this folder"]
    assert preview.wait("", seen, 0.01) != seen
    assert not preview.look()
    save(path.with_name("another.yaml"), TEXT)
    assert preview.look()
    assert preview.plan.problems == ()
    assert preview.course().order() == ("another", "draft")
    assert list(preview.drafts) == ["another", "draft"], "the course file is no lesson"
    file.unlink()
    assert preview.look()
    assert preview.course().plan.file is None


def test_problems_of_the_run_stand_until_the_file_is_checked_again(preview: Preview, path: Path) -> None:
    note = "flow_note: It reads {value last_message after 2 = Bye}."
    save(path, edited("minutes: 5", note))
    preview.look()
    before = draft(preview)
    save(path, edited("minutes: 5", note).replace('"A draft"', "Another"))
    preview.look()
    now = draft(preview)
    assert title(preview) == "Another"
    assert (now.page, [one.what for one in now.problems]) == (before.page + 1, [one.what for one in before.problems])


def test_a_file_of_another_ending_is_another_lesson(path: Path, runner: Runner, tmp_path: Path) -> None:
    preview = Preview(path.parent, runner, TraceStore(tmp_path / "traces"))
    preview.look()
    path.rename(path.with_suffix(".yml"))
    preview.look()
    assert draft(preview).path == path.with_suffix(".yml")


def test_one_who_waits_is_told_as_soon_as_something_changes(preview: Preview, path: Path) -> None:
    seen = state(preview.drafts, "draft", preview.plan)
    assert preview.wait("draft", seen, 0.01) == seen
    heard: list[str] = []
    waiting = threading.Thread(target=lambda: heard.append(preview.wait("draft", seen, 60)))
    waiting.start()
    save(path, edited("minutes: 5", "minutes: 6"))
    preview.look()
    waiting.join(timeout=30)
    assert heard == [state(preview.drafts, "draft", preview.plan)] != [seen]


def test_it_follows_until_it_is_told_to_stop(preview: Preview, path: Path) -> None:
    stop, seen = threading.Event(), state(preview.drafts, "draft", preview.plan)
    following = threading.Thread(target=preview.follow, args=(stop,))
    following.start()
    save(path, edited("minutes: 5", "minutes: 7"))
    assert preview.wait("draft", seen, 30) != seen
    stop.set()
    following.join(timeout=30)
    assert not following.is_alive()


def test_a_question_about_a_changed_run_is_checked(preview: Preview, path: Path) -> None:
    answer = "{differs: {altered: {step: 2, action: {send: Bye}}}}"
    asked = f"quiz:\n  - {{question: Which?, kind: several, choices: auto, answer: {answer}, hint: Look.}}\n"
    save(path, TEXT[: TEXT.index("\nquiz:")] + "\n" + asked)
    assert preview.look()
    assert draft(preview).problems == ()


def test_code_that_no_client_reaches_is_told(preview: Preview, path: Path) -> None:
    send = "      send(f'Received: {text}')\n"
    save(path, edited(send, send + "\n  def lonely():\n      return 1\n"))
    assert preview.look()
    (problem,) = draft(preview).problems
    assert problem.what.startswith("lonely is never called")
