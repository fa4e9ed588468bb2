"""Make the text of a lesson file of an app recording, with marked places for the author's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tracer.building import CORE_VARIABLES
from tracer.trace import Step, Trace
from tutorial.lesson.scenario import MOST_ACTIONS
from tutorial.reading.slugs import SCHEMA_FILE
from tutorial.record.app_code import learn_from_code, missing_parts, redacted_code
from tutorial.record.app_recording import AppRecording
from tutorial.record.items import Item
from tutorial.record.redaction import MARKER, Finding, Redactor
from tutorial.record.script import Script
from tutorial.record.three_questions import questions
from tutorial.record.unrepeatable import CELLS
from tutorial.record.written_actions import answer, shortest
from tutorial.record.yaml_text import block, comment, flow, rows
from tutorial.telling import narration
from tutorial.telling.literals import plain

_MOST_CLIENTS = 12
_LONGEST_CELL = 300
_MOST_WATCHED = 8
_TOO_MANY = f"a scenario has {MOST_ACTIONS} actions at most; what came after them stands in comments below it"


@dataclass(frozen=True, slots=True)
class RetoldLesson:
    """A lesson made of a recording: its file's text, how much is in it, and what its author must know.

    `unsaid` is what the scenario cannot say, `missing` what the code needs and the lesson lacks, and `redacted` the
    secrets that were taken out. `clients` has the clients' names, in the order in which they came.
    """

    text: str
    steps: int
    questions: int
    unsaid: tuple[str, ...]
    missing: tuple[str, ...]
    redacted: tuple[Finding, ...]
    clients: tuple[str, ...]


def retell(recorded: AppRecording, name: str, found: Iterable[str] = ()) -> RetoldLesson:
    """Make a lesson of a recording.

    Args:
        recorded: the recording.
        name: the name of the lesson's file.
        found: what `check` has found in this lesson; a comment in the file tells it.
    """
    once = _retold(recorded, name, (), Redactor())
    return _retold(recorded, name, tuple(found), Redactor(one.text for one in once.redacted if one.is_numbered()))


def _retold(recorded: AppRecording, name: str, found: tuple[str, ...], redactor: Redactor) -> RetoldLesson:
    spans = learn_from_code(recorded.code, redactor)
    _learn(recorded, redactor)
    code = redacted_code(recorded.code, spans, redactor)
    script = Script(recorded)
    scenario = list(_scenario(script, redactor))
    answers = {event: answer(redactor.value(given, "`answers`")) for event, given in script.answers.items()}
    trace = _trace(recorded, script, redactor)
    own = "\n".join([code, *scenario, flow(answers)])
    sure = _sure(trace, list(script.doubts()), own, script.payloads.made)
    asked = questions(trace, sure)
    unsaid = tuple(redactor.text(text, "a comment") for text in _unsaid(script))
    missing = tuple(missing_parts(recorded.code, Path(recorded.file)))
    watched = list(trace.start)
    lines = [
        *_head(recorded, name, unsaid, missing, found),
        *comment("Words: a title that says what there is to learn, and one or two sentences for `summary`."),
        f"title: {flow(redactor.text(Path(recorded.file).name, 'the title'))}",
        '# summary: ""',
        "",
        *block("code", code),
        *([f"clients: {flow(list(trace.clients))}"] if len(trace.clients) > 1 else []),
        *([f"transport: {recorded.transport}"] if recorded.transport != "websocket" else []),
        *([f"answers: {flow(answers)}"] if answers else []),
        *_unhandled(trace),
        "scenario:",
        *scenario,
        "",
        *comment("What the run changes."),
        f"watch: {flow(watched)}",
        "",
        *comment("The table as it was recorded; `stepwire check` holds every run against it. Take away what you like."),
        "expect:",
        *rows([row for step in trace.steps if (row := _row(trace, step, sure[step.number]))]),
        "",
        *_words(),
        "quiz:",
        *rows(asked),
    ]
    text = "\n".join(lines) + "\n"
    return RetoldLesson(
        text,
        len(trace.steps) - 1,
        len(asked),
        unsaid,
        missing,
        tuple(redactor.findings(text)),
        trace.clients,
    )


def _learn(recorded: AppRecording, redactor: Redactor) -> None:
    """Learn every secret in the recording."""
    for one in recorded.private:
        redactor.learn(one.value, one.what, one.marker)
    for step, seen in zip(recorded.trace.steps, recorded.seen, strict=False):
        if step.trigger.kind == "connect":
            redactor.learn(seen.payload, "what a client authenticates with")
        redactor.learn_named(seen.payload, "what a client sends")
        redactor.learn_named(seen.query, "the address that a client connects to")
        for emit in step.emits:
            redactor.learn_named(emit.arguments, f"what the server emits as {emit.event!r}")
        for variable, value in step.variables.items():
            redactor.learn_named(value, f"the variable {variable}")


# -- the scenario


def _scenario(script: Script, redactor: Redactor) -> Iterator[str]:
    number = 0
    for item in script.items:
        for text in (*item.remarks, *item.notes):
            yield from comment(redactor.text(text, "a comment"), 2)
        yield from _written(item, script, redactor, f"action {number + 1} of the scenario")
        number += len(item.actions)
    if script.rest:
        yield from comment(_TOO_MANY, 2)
    for item in script.rest:
        for line in (*item.remarks, *item.notes, *_written(item, script, redactor, "the rest of the scenario")):
            yield f"  # {redactor.text(line.strip(), 'a comment')}"


def _written(item: Item, script: Script, redactor: Redactor, where: str) -> Iterator[str]:
    several = len(script.recorded.trace.clients) > 1
    said = []
    for client, action in item.actions:
        one = shortest(redactor.value(action, where))
        what = next(iter(one)) if len(one) == 1 and next(iter(one.values())) is None else one
        said.append(flow({client: what} if several and client else what))
    if item.together():
        yield f"  - together: [{', '.join(said)}]"
    else:
        yield from (f"  - {text}" for text in said)


def _unsaid(script: Script) -> Iterator[str]:
    """What the scenario does not say, in the words of its comments."""
    yield from dict.fromkeys(remark for item in script.items for remark in item.remarks)
    yield from dict.fromkeys(script.unanswered())
    if script.rest:
        yield _TOO_MANY
    if len(script.recorded.trace.clients) > _MOST_CLIENTS:
        yield f"a lesson has {_MOST_CLIENTS} clients at most; take the others out of the scenario"


# -- the table


def _trace(recorded: AppRecording, script: Script, redactor: Redactor) -> Trace:
    """The trace that the scenario will make: its steps without secrets, with the variables that change."""
    steps = script.steps()
    start = recorded.trace.start
    changing = [name for name in start if any(step.variables[name] != start[name] for step in steps)]
    own = [name for name in changing if name not in CORE_VARIABLES and name in script.unrepeatable.changed]
    names = [name for name in changing if name in CORE_VARIABLES] + own[:_MOST_WATCHED]
    kept = (replace(step, variables={name: step.variables[name] for name in names}) for step in steps)
    known = {name: redactor.value(start[name], "the variables at the start") for name in names}
    return replace(recorded.trace, start=known, steps=tuple(map(redactor.step, kept)))


def _sure(trace: Trace, doubts: list[frozenset[str]], own: str, made: set[str]) -> dict[int, list[str]]:
    """The cells and variables of each step that the lesson's run must repeat.

    It need not repeat those in doubt, those with a text that the server `made` and got back, nor those with a secret
    that is in neither the code nor the scenario: the app makes another one each time.
    """

    def repeats(text: str) -> bool:
        if any(one in text for one in made):
            return False
        secret = {word for word in text.replace("'", " ").split() if word.startswith(MARKER)}
        return len(text) <= _LONGEST_CELL and all(word.strip('.,;:)}]"') in own for word in secret)

    sure = {}
    for step, doubt in zip(trace.steps, doubts, strict=True):
        cells = narration.row(step).cells
        texts: dict[str, str] = {name: cells[name] for name in CELLS}
        texts |= {name: plain(value) for name, value in step.variables.items()}
        sure[step.number] = [name for name, text in texts.items() if name not in doubt and repeats(text)]
    return sure


def _unhandled(trace: Trace) -> Iterator[str]:
    """The events that nobody handled; the check would warn of them."""
    events = dict.fromkeys(
        step.trigger.event for step in trace.steps if step.trigger.kind == "event" and not step.calls
    )
    if events:
        yield from comment(
            "Words: nobody handles these; say what that shows, or write handlers and take the line away."
        )
        yield f"unhandled: {flow(list(events))}"


def _row(trace: Trace, step: Step, sure: list[str]) -> dict[str, Any]:
    """A step's row of the expected table: its cells, and the variables that it changes."""
    if not sure:
        return {}
    cells = narration.row(step).cells
    before = trace.steps[step.number - 2].variables if step.number > 1 else trace.start
    changed = {
        name: _value(value) for name, value in step.variables.items() if name in sure and value != before.get(name)
    }
    row: dict[str, Any] = {"step": step.number} | {name: cells[name] for name in CELLS if name in sure}
    return row | ({"variables": changed} if changed else {})


def _value(value: Any) -> Any:
    """A variable's value for the table: plain data as it is, any other value as text."""
    tagged = isinstance(value, dict) or (isinstance(value, list) and "~" in str(value))
    return plain(value) if tagged or isinstance(value, str) else value


# -- the words around it


def _head(
    recorded: AppRecording, name: str, unsaid: tuple[str, ...], missing: tuple[str, ...], found: tuple[str, ...]
) -> Iterator[str]:
    yield f"# yaml-language-server: $schema={SCHEMA_FILE}"
    yield "#"
    file = Path(recorded.file).name
    yield from comment(f"Recorded from {file}: its code, what its clients did, and what came of it.")
    yield from comment("The words are yours: write them where a comment begins with “Words”.")
    yield from comment(f"See it while you write: stepwire preview {name}")
    for heading, texts in (
        ("What the app has, and this lesson has not:", missing),
        ("What the scenario cannot say (comments in it say where):", unsaid),
        ("What `stepwire check` found when this was written:", found),
    ):
        if texts:
            yield "#"
            yield from comment(heading)
            for text in texts:
                yield from comment(f"- {text}")
    yield ""


def _words() -> Iterator[str]:
    yield from comment("Words: questions that your students will have, and where on the page to look. For example:")
    yield "# key_moments:"
    yield "#   - question: Why does the server answer in step 2?"
    yield "#     answer: Because of its handler; see {step 2}."
    yield "#     steps: [2]"
    yield ""
    yield from comment("Words: the few sentences to keep of the lesson.")
    yield "# snapshot:"
    yield "#   - "
    yield ""
    yield from comment("Words: the run answers these questions; ask them, and help with them, in words of your own.")
