"""Mistakes in values that stand for what a client has by then, and in texts that try to be one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial.lessons import HEAD, lesson
from tutorial.lesson.problems import LessonError

CODE = HEAD + "@socketio.on('ask')\ndef ask(x):\n    emit('created', x)\n"


def mistakes(folder: Path, action: str) -> list[str]:
    """What is wrong with a scenario that has this action of Ada's."""
    with pytest.raises(LessonError) as caught:
        lesson(folder, CODE, f"- Ada: connect\n- Grace: connect\n- Ada: {action}", "clients: [Ada, Grace]\n")
    return [str(problem).partition(" error: ")[2] for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("action", "form"),
    [
        ('{send: "‹Grace\'s sid›"}', "{sid: Grace}"),
        ('{emit: ask, data: "‹Grace\'s sid›"}', "{sid: Grace}"),
        ('{emit: ask, data: {to: ["for ‹Ada\'s second sid› only"]}}', "{sid: Ada}"),
        ('{emit: ask, args: [1, "‹Grace\'s sid on /chat›"]}', "{sid: Grace, namespace: /chat}"),
        ('{emit: ask, data: "‹Bob\'s sid›"}', "{sid: CLIENT}"),
    ],
)
def test_the_name_of_a_session_id_is_an_error_that_says_how(tmp_path: Path, action: str, form: str) -> None:
    (said,) = mistakes(tmp_path, action)
    assert "is a name in tables, and no session id" in said
    assert f"write `{form}` in its place" in said


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("{emit: ask, data: {sid: Grce}}", "unknown client 'Grce'; did you mean 'Grace'?"),
        ("{emit: ask, data: {sid: Zoe, namespace: /}}", "unknown client 'Zoe'; the clients are Ada, Grace"),
        ("{emit: ask, data: {sid: Ada, namespace: chat}}", "does not begin with /"),
        ("{emit: ask, data: {received: creatd}}", "the code does not emit 'creatd'; did you mean 'created'?"),
        ("{emit: ask, data: {received: created, client: Adda}}", "unknown client 'Adda'; did you mean 'Ada'?"),
        ("{emit: ask, data: {received: created, path: {}}}", "'path' must be a name, a number or a list of these"),
        ("{emit: ask, data: {received: created, path: []}}", "'path' must be a name, a number or a list of these"),
    ],
)
def test_a_mistake_says_what_to_write(tmp_path: Path, action: str, said: str) -> None:
    assert any(said in one for one in mistakes(tmp_path, action))
