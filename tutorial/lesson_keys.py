"""What every key of a lesson file means, in a sentence or two, with an example: an editor shows it while one writes."""

from __future__ import annotations

KEYS: dict[str, dict[str, str]] = {
    "Lesson": {
        "title": "The lesson's title, on one line.",
        "code": "The program: a Flask app with a SocketIO at its top level, indented under `code: |`.",
        "scenario": (
            "What the clients do, in order; each action makes a row of the execution table. "
            "Example: `[connect, send: Hello, disconnect]`."
        ),
        "track": "The subject that the lesson belongs to, such as Flask. It stands above the title.",
        "minutes": "About how many minutes the lesson takes, from 1 to 600.",
        "summary": "What the lesson is about, in one or two sentences of Markdown, under the title.",
        "clients": "The names of those who take part, when there are several: `[Ada, Grace]`.",
        "transport": "How the clients connect: `websocket`, long `polling`, or an `upgrade` from one to the other.",
        "answers": (
            "What the clients answer when the server emits an event and asks for an acknowledgement: `question: 42`. "
            "`{args: [1, 2]}` answers with several values, `{bytes: text}` and `{hex: 00ff}` with bytes."
        ),
        "watch": (
            "The rows of the variable tracker: the built-in `connection_status`, `last_message` and `response_sent`, "
            "globals of the program, or named expressions such as `{online: len(users)}`."
        ),
        "concept_flow": "The words of the nine flow boxes; a box that is left out keeps its own.",
        "flow_note": "Markdown beside the concept flow.",
        "code_note": "Markdown beside the code.",
        "key_moments": "Questions that a student may have, with their answers and the places that show them.",
        "quiz": "Questions that the run answers. None of them says which of its choices is right.",
        "expect": (
            "Your own execution table, whole or in part, which the run's must equal: "
            '`[{step: 2, receives: "Received: Hello"}]`.'
        ),
        "unhandled": "Events that no handler is meant to answer: `[dance]`.",
        "snapshot": "The few sentences to keep of the lesson, each in Markdown.",
        "transcript": "The run told in prose, in Markdown.",
    },
    "KeyMoment": {
        "question": "The question, in Markdown.",
        "answer": "Its answer, in Markdown.",
        "steps": "The steps that show it: `[2, 3]`.",
        "points": "The places that show it: `[{step: 2, column: receives}]`.",
        "claims": "What the run must bear out: `[{calls: handle_message, only: [2, 3]}]`.",
    },
    "Claim": {
        "calls": "A function of the program that is called.",
        "emits": "An event that the server emits.",
        "receives": "What a client receives, as the execution table says it.",
        "raises": "The type of an exception that a handler raises, such as ValueError.",
        "variable": "A watched variable; `equals` says what it is.",
        "equals": "The value of `variable`.",
        "at": "Steps in which it is so: `[2, 3]`.",
        "only": "All the steps in which it is so; `[]` says that it never is.",
    },
    "ExpectedStep": {
        "step": "The row's step; 0 is the start, which has only variables.",
        "trigger": "What “Event Trigger” reads.",
        "before": "What “Server State Before” reads.",
        "action": "What “Action Taken” reads.",
        "after": "What “Server State After” reads.",
        "receives": "What “Client Receives” reads.",
        "variables": "Watched variables with their values after the step: `{last_message: Hello}`.",
    },
    "Question": {
        "question": "What is asked, in one line of Markdown.",
        "choices": "Two to eight texts to choose from; the run must bear out exactly one.",
        "answer": (
            "Where in the run the answer stands: `{variable: last_message, after: 2}`, "
            "`{step_where: {receives: Hello}}` or `{missing_step: {without: 4}}`."
        ),
        "hint": "Help with the question, when there is one stage of it; else write `hints`.",
        "hints": "Help in stages, each a text or `{text: ..., points: [...]}`.",
    },
    "Hint": {
        "text": "What the hint says, in Markdown.",
        "points": "The places that it points to: `[{column: receives}]`.",
    },
    "Point": {
        "step": "A row of the execution table, counted from 1; with `column` a single cell.",
        "column": "A column of the execution table; with `step` a single cell.",
        "variable": "A row of the variable tracker; with `after` a single cell.",
        "after": "A column of the variable tracker: after this step; 0 is the start.",
    },
    "VariableAfter": {
        "variable": "The watched variable whose value is the answer.",
        "after": "After which step; 0 is the start.",
    },
    "StepWhere": {"step_where": "The one step whose cells read so is the answer: `{receives: Hello}`."},
    "MissingStep": {"missing_step": "The step that a changed run lacks is the answer: `{without: 4}`."},
    "Without": {"without": "Leave out the action that makes this step."},
}
"""By the name of the model, then by the key as it is written."""

PHASES: dict[str, str] = {
    "connects": "A client asks for a connection.",
    "accepts": "The server accepts it.",
    "sends": "A client sends an event.",
    "receives": "The server receives it.",
    "handles": "The program's handler is called.",
    "responds": "The server sends an event.",
    "delivers": "A client receives it.",
    "disconnects": "A side leaves, or the line is cut.",
    "closes": "The connection is closed.",
}
"""The keys of `concept_flow`."""

COLUMNS: dict[str, str] = {
    "step": "The step's number.",
    "trigger": "The column “Event Trigger”: what set the step off.",
    "before": "The column “Server State Before”.",
    "action": "The column “Action Taken”: which handler was called, with what.",
    "after": "The column “Server State After”.",
    "receives": "The column “Client Receives”: what the clients got.",
}
"""The keys of `step_where`."""

ACTIONS: dict[str, str] = {
    "connect": "The client connects: `- connect`, or `- connect: {namespace: /chat, auth: {token: abc}}`.",
    "reconnect": "The client connects again as it did before: `- reconnect`.",
    "send": "The client sends a message, the event `message`: `- send: Hello`.",
    "emit": "The client emits an event of this name: `- {emit: chat, data: {text: Hello}}`.",
    "disconnect": "The client says goodbye: `- disconnect`; of one namespace: `- disconnect: {namespace: /chat}`.",
    "drop": "The cable is cut: the client is gone without a goodbye.",
    "wait": "Wait for the server: `- wait: {task: countdown}` or `- wait: {event: tick, times: 3}`.",
    "together": "Several messages at once, in no fixed order: `- together: [{Ada: {send: a}}, {Grace: {send: b}}]`.",
}
"""The actions of a scenario."""

INSIDE: dict[str, str] = {
    "ack": "Whether the client asks for an acknowledgement: true or false.",
    "namespace": "The namespace, such as `/chat`; `/` when it is left out.",
    "namespaces": "All namespaces to connect: `[/, /chat]`.",
    "auth": "What the client proves itself with; the connect handler gets it.",
    "query": "The query of the connection's address: `{name: Ada}`.",
    "data": "The one payload of the event.",
    "args": "Several payloads: a list.",
    "bytes": "A text, sent as bytes.",
    "hex": 'Bytes in hexadecimal, in quotes: `"00ff"`.',
    "task": "Wait until the background task that runs this function has ended.",
    "event": "Wait until the server has emitted this event.",
    "times": "How many times it was emitted; 1 when it is left out.",
}
"""The keys inside and beside actions."""
