"""The lines of the program; the student points at one."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.lesson import markdown
from tutorial.quiz.answered import Answered
from web.parts.code import coloured_lines
from web.parts.quiz.form import Form, Sent, Standing, Verdict, number, verdict


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the program. It is a choice if it has `text`; a try opens its verdict and reason."""

    text: str
    verdict: Verdict | None
    why: Markup
    closed: bool
    picked: bool
    picked_last: bool
    value: int
    html: Markup


@dataclass(frozen=True, slots=True)
class ShownLines:
    """The lines, and why the one that was picked last is right or wrong."""

    options: tuple[ShownLine, ...]
    why: Markup


class LineForm(Form):
    """The student picks a line; a line that was tried is closed."""

    template = "line"

    def read(self, sent: Sent, studied: Studied, question: Answered) -> str:
        return str(number(sent, "line", studied.lesson.code.count("\n") + 2, least=1))

    def show(self, standing: Standing) -> ShownLines:
        code = standing.studied.lesson.code
        lines = zip(coloured_lines(code), code.rstrip("\n").split("\n"), strict=False)
        options = (_line(standing, number, html, text) for number, (html, text) in enumerate(lines, 1))
        return ShownLines(tuple(options), standing.why)

    def try_again(self, standing: Standing) -> str:
        return f"Not line {standing.given[-1]}. Read why, then try again."


def _line(standing: Standing, number: int, html: Markup, text: str) -> ShownLine:
    right, why = standing.question.run_answer.judge(str(number))
    is_open, picked = standing.state == "open", str(number) in standing.given
    opened = picked or (not is_open and right)
    return ShownLine(
        text=text.strip(),
        verdict=verdict(right) if opened else None,
        why=markdown.inline(why) if opened else Markup(),
        closed=opened or not is_open,
        picked=picked,
        picked_last=picked and standing.given[-1] == str(number),
        value=number,
        html=html,
    )
