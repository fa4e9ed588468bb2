"""In an editor with the YAML language server, a lesson is completed, explained and checked while it is written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.editor.server import Editor, editor
from tests.tutorial.lessons import REFERENCE, ROOT

HEAD = "# yaml-language-server: $schema=lesson.schema.json\ntitle: A test\ncode: x = 1\n"

pytestmark = pytest.mark.timeout(300)  # the first time it fetches the language server


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor in a folder with the schema beside the lessons."""
    folder = tmp_path_factory.mktemp("lessons")
    shutil.copy(ROOT / "lessons" / "lesson.schema.json", folder)
    with editor(folder) as opened:
        yield opened


def test_the_reference_lesson_names_its_schema_and_holds_to_it(desk: Editor) -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=lesson.schema.json\n")
    assert desk.diagnostics(text) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("scenario: [connect]\nminuts: 3\n", "5: Property minuts is not allowed"),
        ("scenario: [connekt]\n", '4: Value must be "connect"'),
        ("scenario:\n  - {emit: chat, dat: 1}\n", "5: Property dat is not allowed"),
        ("scenario:\n  - emit: chat\n    dat: 1\n", "6: Property dat is not allowed"),
        ("clients: [Ada, Bo]\nscenario:\n  - Ada: {send: Hi, akc: true}\n", "6: Property akc is not allowed"),
        ("scenario:\n  - together: [{send: a, akc: true}, {send: b}]\n", "5: Property akc is not allowed"),
        ("scenario:\n  - wait: {evnt: a}\n", "5: Property evnt is not allowed"),
        ("scenario: [connect]\nkey_moments: [{question: Why?, answr: So.}]\n", "answr"),
        ("scenario: [connect]\ntransport: pigeon\n", "polling"),
    ],
)
def test_what_no_lesson_may_say_is_marked_in_its_line(desk: Editor, more: str, said: str) -> None:
    assert said in " ".join(desk.diagnostics(HEAD + more))


def test_every_way_to_write_an_action_is_left_alone(desk: Editor) -> None:
    actions = (
        "[connect, Ada: connect, {send: Hi, ack: true}, wait: tick, wait: {task: a}, Ada: {emit: a, data: 1}, drop]"
    )
    assert desk.diagnostics(HEAD + f"scenario: {actions}\n") == []


@pytest.mark.parametrize(
    ("more", "some"),
    [
        ("scenario: [connect]\n|", {"watch", "quiz", "key_moments", "answers", "transcript"}),
        ("scenario:\n  - |", {"connect", "send", "emit", "wait", "together"}),
        ("scenario:\n  - emit: chat\n    |", {"data", "args", "bytes", "ack", "namespace"}),
        ("scenario: [connect]\nwatch:\n  - |", {"connection_status", "last_message", "response_sent"}),
        ("scenario: [connect]\nquiz:\n  - question: What?\n    |", {"choices", "answer", "hint", "hints"}),
        ("scenario: [connect]\nquiz:\n  - answer:\n      |", {"variable", "after", "step_where", "missing_step"}),
        ("scenario: [connect]\nquiz:\n  - answer:\n      step_where:\n        |", {"trigger", "receives"}),
        ("scenario: [connect]\nquiz:\n  - hints:\n      - points:\n          - |", {"step", "column", "variable"}),
        ("scenario: [connect]\nconcept_flow:\n  |", {"connects", "handles", "closes"}),
    ],
)
def test_keys_and_words_are_offered_where_they_may_stand(desk: Editor, more: str, some: set[str]) -> None:
    offered = desk.offered(HEAD + more)
    assert some <= offered, offered


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("scen|ario: [connect]\n", "What the clients do, in order"),
        ("scenario:\n  - se|nd: Hello\n", "The client sends a message"),
        ("scenario: [connect]\nquiz:\n  - cho|ices: [a, b]\n", "the run must bear out exactly one"),
        ("scenario: [connect]\nconcept_flow:\n  han|dles: Thinks\n", "handler is called"),
    ],
)
def test_a_key_is_explained(desk: Editor, more: str, said: str) -> None:
    assert said in desk.hover(HEAD + more)
