"""Write the report of `stepwire check` for a terminal, for programs (JSON) or as GitHub's annotations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from rich.text import Text

from tutorial.check.mutants import MutantFate
from tutorial.check.sentence_kinds import SENTENCE_KINDS
from tutorial.cli.terminal import problem_line
from tutorial.course.mutant_check import MutantReport
from tutorial.course.report import Checked, Report
from tutorial.lesson.problems import Problem
from tutorial.telling.words import counted, visible


def as_text(report: Report) -> Iterable[Text]:
    """Write a line for each problem, then the unchecked answers, what an upgrade changed, and a summary."""
    yield from map(problem_line, report.problems)
    for checked in report.lessons:
        for problem in checked.unchecked:
            yield Text(f"{problem.path}:{problem.line}:{problem.column}: unchecked: {problem.what}", style="dim")
    for checked in report.lessons:
        if checked.moved:
            yield Text(f"{checked.path}: the run has changed since {checked.since}:", style="bold")
            yield from (Text(f"  {moved}") for moved in checked.moved)
    yield Text(summary(report), style="red" if report.count("error") else "yellow" if report.problems else "green")
    for checked in report.lessons:
        yield from _answers(checked)
        yield from _sentences(checked)
        yield from _mutants(checked)


def _answers(checked: Checked) -> Iterable[Text]:
    """Write the right answers of a lesson's quiz, if the caller asked for them."""
    if checked.answers is None:
        return
    yield Text(f"{checked.path}: {'the right answers:' if checked.answers else 'no questions to answer'}", style="bold")
    for question in checked.answers:
        yield Text(f"  {question.number}. {visible(question.question)}")
        for one in question.right:
            yield Text(f"     {visible(one.text)}  ({visible(one.why)})")
        if not question.right:
            yield Text("     none can be told: see what is wrong with it above")


def _sentences(checked: Checked) -> Iterable[Text]:
    """Write what holds each sentence of a lesson, if the caller asked for it."""
    if checked.sentences is None:
        return
    kinds = [one.kind for one in checked.sentences]
    told = ", ".join(f"{kinds.count(kind)} {kind}" for kind in SENTENCE_KINDS)
    yield Text(f"{checked.path}: {counted(len(kinds), 'sentence')}: {told}", style="bold")
    for one in checked.sentences:
        line = Text(f"{checked.path}:{one.line}:{one.column}: ")
        line.append(f"{one.kind}: ", style="yellow" if one.kind == SENTENCE_KINDS[-1] else "green")
        yield line.append(visible(one.text))


def _mutants(checked: Checked) -> Iterable[Text]:
    """Write the score of a lesson, and what may be changed unnoticed: a line for each line of the code, worst first."""
    report = checked.mutants
    if report is None:
        return
    yield Text(f"{checked.path}: {score(report)}", style="bold")
    for group in report.worst():
        text = Text(f"{checked.path}:{group[0].line}:{group[0].column}: ", style="bold")
        text.append("unnoticed: ", style="yellow")
        text.append(f"{unnoticed(group)}; {visible(group[0].what)}", style="not bold")
        yield text


def score(report: MutantReport) -> str:
    """The score in words: `34 of 41 mutants noticed (83%), 12 made no difference`."""
    if report.why:
        return f"it has no mutants: {visible(report.why)}"
    noticed = report.count("noticed")
    said = ["no mutant shows anything else"]
    if report.score is not None:
        said = [f"{noticed} of {counted(noticed + report.count('unnoticed'), 'mutant')} noticed ({report.score:.0%})"]
    for number, what in (
        (report.count("alike"), "made no difference"),
        (report.count("unplayable"), "could not be played to the end"),
        (report.untried, "not tried: the time was up" if not report.stopped else "not tried"),
    ):
        said += [f"{number} {what}"] if number else []
    return ", ".join(said)


def unnoticed(group: Sequence[MutantFate]) -> str:
    """What may be changed in one line: `line 9 may be left out or may send anything, and no sentence would notice`."""
    ways = list(dict.fromkeys(verdict.may for verdict in group))
    may = " or ".join([", ".join(ways[:-1]), ways[-1]]) if len(ways) > 1 else ways[0]
    return f"{group[0].part} {visible(may)}, and no sentence would notice"


def summary(report: Report) -> str:
    """Sum up the report: `3 lessons checked: no errors, 1 warning, 0.4 s`."""
    counts = [counted(report.count(severity), severity) for severity in ("error", "warning")]
    if unchecked := sum(len(checked.unchecked) for checked in report.lessons):
        counts.append(f"{counted(unchecked, 'answer')} unchecked")
    return f"{counted(len(report.lessons), 'lesson')} checked: {', '.join(counts)}, {report.seconds:.1f} s"


def as_json(report: Report) -> str:
    """Write the whole report as one JSON object."""
    data = {
        "lessons": [_as_data(checked) for checked in report.lessons],
        "courses": [
            {"path": one.path, "problems": [asdict(problem) for problem in one.problems]} for one in report.courses
        ],
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        "seconds": round(report.seconds, 3),
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _as_data(checked: Checked) -> dict[str, Any]:
    data = asdict(checked)
    if checked.answers is None:
        del data["answers"]
    if checked.sentences is None:
        del data["sentences"]
    if checked.mutants is None:
        del data["mutants"]
    else:
        data["mutants"]["score"] = checked.mutants.score
    return data


def as_github(report: Report) -> str:
    """Write workflow commands, which GitHub shows beside the lines of a pull request, and a line for the log."""
    notices = [_notice(checked.path, group) for checked in report.lessons for group in _worst(checked)]
    return "\n".join([*map(_annotation, report.problems), *notices, summary(report)])


def _worst(checked: Checked) -> list[tuple[MutantFate, ...]]:
    return checked.mutants.worst() if checked.mutants else []


def _notice(path: str, group: Sequence[MutantFate]) -> str:
    place = f"file={_escaped(path, ':,')},line={group[0].line},col={group[0].column}"
    return f"::notice {place}::{_escaped(f'{unnoticed(group)}; {group[0].what}')}"


FORMATS: dict[str, Callable[[Report], str]] = {"json": as_json, "github": as_github}


def _annotation(problem: Problem) -> str:
    said = f"{problem.what}; {problem.next}" if problem.next else problem.what
    place = f"file={_escaped(problem.path, ':,')},line={problem.line},col={problem.column}"
    return f"::{problem.severity} {place}::{_escaped(said)}"


def _escaped(text: str, also: Sequence[str] = "") -> str:
    """Escape a text, so that it cannot end a workflow command or one of its properties."""
    for char in ("%", "\r", "\n", *also):
        text = text.replace(char, f"%{ord(char):02X}")
    return text
