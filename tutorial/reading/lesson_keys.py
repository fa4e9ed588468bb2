"""Explain every key of a lesson file in a sentence or two, with an example. Editors show it to the author."""

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
        "able_to": "What a student can do after the lesson, on one line of Markdown, after the words “able to”.",
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
        "any_order": (
            "Whether the outcome is meant to rest on the order of threads: `true` lets the lesson show what differs "
            "from order to order. What it says must hold in every order."
        ),
        "meant": (
            "Why a finding of `check` is meant, which is told no more: words of the finding with the reason, such as "
            "`{never runs: it only guards}`."
        ),
        "needs": "The lessons of the same folder that this one rests on: `[websocket-events]`.",
        "learn": (
            "The lesson in prose, in Markdown, for the mode Learn: `{step 2}` opens that step in place, `{line 8}` and "
            "`{lines 7-9}` point to lines of the code."
        ),
        "why": "The problem that the lesson solves: a program that fails, and the cell where its run goes wrong.",
        "misconceptions": "False beliefs in the students' words, each with the run that breaks it.",
        "statements": "Sentences about the run to judge true or false, for the mode Deep.",
        "project": "A task for the lab: tests that a changed program must pass, hints, and a solution.",
        "snapshot": "The few sentences to keep of the lesson, each in Markdown.",
        "transcript": "The run told in prose, in Markdown.",
    },
    "KeyMoment": {
        "question": "The question, in Markdown.",
        "answer": "Its answer, in Markdown.",
        "steps": "The steps that show it: `[2, 3]`.",
        "points": "The places that show it: `[{step: 2, column: receives}]`.",
        "claims": "What the run must bear out: `[{calls: handle_message, only: [2, 3]}]`.",
        "meant": "Why a finding of `check` here is meant: the reason, or words of each finding with its reason.",
    },
    "Claim": {
        "calls": "A function of the program that is called.",
        "emits": "An event that the server emits.",
        "receives": "What a client receives, as the execution table says it.",
        "client": "The client that receives it; any, if it is left out.",
        "raises": "The type of an exception that a handler raises, such as ValueError.",
        "variable": "A watched variable; `equals` says what it is.",
        "equals": "The value of `variable`.",
        "at": "Steps in which it is so: `[2, 3]`.",
        "only": "All the steps in which it is so; `[]` says that it never is.",
    },
    "Why": {
        "problem": "The problem, in Markdown; it comes first.",
        "program": "A whole program that has the problem, indented under `program: |`.",
        "change": "Instead of a program: the lesson with one thing changed, `{code: {line: 9, becomes: pass}}`.",
        "scenario": "What the clients do beside a `program`; the lesson's own scenario, if it is left out.",
        "wrong": "The cell where the run of this program goes wrong: `{step: 2, column: receives}`.",
        "so": "The explanation, in Markdown, which students see once they have looked for the cell.",
        "others": "Cells that may be taken for the wrong one, each with what to say then.",
    },
    "WhyCell": {
        "step": "The row of the cell, in the table of this run.",
        "column": "Its column: `trigger`, `before`, `action`, `after` or `receives`.",
    },
    "OtherCell": {
        "step": "The row of the cell, in the table of this run.",
        "column": "Its column: `trigger`, `before`, `action`, `after` or `receives`.",
        "so": "Why it does not go wrong here, or not here first, in Markdown.",
    },
    "Misconception": {
        "id": "Its name, for the options of questions: `heard-by-all`.",
        "belief": "What students believe: `{says: Everybody hears it., claims: [...]}`.",
        "counter": "The run that breaks it: `lesson`, `why`, or a change such as `{without: 4}`.",
        "so": "What is so instead: `{says: Only the sender hears it., claims: [...]}`.",
    },
    "Belief": {
        "says": "The belief in a student's words, in Markdown.",
        "claims": "What would be true then; the run breaks each of these claims.",
    },
    "Truth": {
        "says": "What is so, in Markdown.",
        "claims": "What the run bears out, each of it.",
    },
    "RunClaim": {
        "calls": "A function of the program that is called.",
        "emits": "An event that the server emits.",
        "receives": "What a client receives, as the execution table says it.",
        "client": "The client that receives it; any, if it is left out.",
        "raises": "The type of an exception that a handler raises, such as ValueError.",
        "variable": "A watched variable; `equals` says what it is.",
        "equals": "The value of `variable`.",
        "at": "Steps of that run in which it is so: `[2, 3]`.",
        "only": "All the steps of that run in which it is so; `[]` says that it never is.",
    },
    "Project": {
        "task": "What to make of the program, in Markdown.",
        "start": "The program to begin with, indented under `start: |`; the lesson's own, if it is left out.",
        "tests": "What the student's program must do: scenarios, each with claims about its run.",
        "hints": "Help in stages, each a text in Markdown.",
        "solution": "A program that passes all tests, indented under `solution: |`.",
        "so": "What to see in the solution, in Markdown; it stands below it.",
        "tries": "Wrong programs that students may write; each must fail, with a message that helps.",
        "meant": "Why a finding of `check` here is meant: the reason, or words of each finding with its reason.",
    },
    "ProjectTest": {
        "says": "What is tested, in a few words on one line: `A newcomer is greeted`.",
        "scenario": "What the lesson's clients do in this test, as in the lesson's own `scenario`.",
        "claims": "What must come of it: `[{receives: Hi, client: Grace, after: 3}]`.",
    },
    "ProjectClaim": {
        "calls": "A function of the program that is called.",
        "emits": "An event that the server emits.",
        "receives": "What a client receives, as the execution table says it.",
        "client": "The client that receives it; any, if it is left out.",
        "nobody_but": "Instead of a client: nobody but these receives it, `[]` for nobody at all.",
        "raises": "The type of an exception that a handler raises, such as ValueError.",
        "variable": "A watched variable; `equals` says what it is.",
        "equals": "The value of `variable`.",
        "at": "Steps of the test in which it is so: `[2, 3]`.",
        "only": "All the steps of the test in which it is so; `[]` says that it never is.",
        "after": "By the end of this step it has been so; a variable has this value then.",
        "says": "The claim in the author's words; without them, the tool makes a sentence.",
    },
    "ProjectTry": {
        "code": "A whole program, indented under `code: |`.",
        "change": "Instead of a program: the solution with one line changed, `{line: 9, becomes: pass}`.",
        "message": "Words that the failure must have in it, such as `receives nothing`.",
    },
    "Statement": {
        "says": "The statement, in Markdown.",
        "holds": "Whether it is true: `true` or `false`. The run proves it.",
        "claims": "What the statement says: it is true if the run bears out all of these.",
        "answer": "Instead of claims: an answer as of a question, with what it `reads`.",
        "run": "The run that it speaks of: `lesson`, `why`, or a change such as `{without: 4}`.",
        "why": "Why it is true or false, in Markdown.",
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
        "kind": (
            "How it is answered: `one` (which it is when nothing is said) or `several` of the choices, `true_false`, "
            "a `number`, a `text`, a `cell`, an `order`, a `match`, a `line`, or a `free` text that nobody grades."
        ),
        "choices": (
            "Two to eight texts to choose from, of which the run must bear out exactly one (all that are right, when "
            "several are asked for); or `auto`: real values of the run."
        ),
        "answer": (
            "Where in the run the answer stands: `{variable: last_message, after: 2}`, "
            "`{step_where: {receives: Hello}}` or `{missing_step: {without: 4}}`."
        ),
        "tries": "How many tries there are before the answer is shown, from 1 to 9.",
        "after": (
            "The question is asked after this step: the stepper stops there, and covers all later steps until it is "
            "answered."
        ),
        "tolerance": "How far a number may be off.",
        "misconceptions": "Wrong options with the misconception behind each: `{Everybody: heard-by-all}`.",
        "meant": "Why a finding of `check` here is meant: the reason, or words of each finding with its reason.",
        "id": "Its name in addresses: `after-step-2`. Without one it is made of the question's words.",
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
    "StepWhere": {
        "step_where": "The step whose cells and variables read so is the answer: `{receives: Hello}`.",
    },
    "MissingStep": {"missing_step": "The step that a changed run lacks is the answer: `{without: 4}`."},
    "Differs": {"differs": "The steps that a changed run lacks or shows otherwise: `{swapped: [2, 3]}`."},
    "Count": {
        "count": "How many there are is the answer: steps, handler calls, emits, packets or deliveries.",
        "of": "Only those of this function (calls) or event (everything else).",
        "client": "Only those of this client.",
        "step": "Only those of this step.",
        "direction": "Only packets that go this way.",
    },
    "WhoReceived": {"who_received": "The clients that received it are the answer: `{step: 3}`."},
    "WhoMissed": {"who_missed": "The clients that did not receive it are the answer: `{step: 3}`."},
    "Received": {
        "step": "Received in this step.",
        "event": "Received as this event.",
        "message": "Received with this text.",
    },
    "ReceivedBy": {
        "received_by": "What this client received is the answer.",
        "step": "In which step; a client that got nothing received `nothing`.",
    },
    "OrderOf": {
        "order": "The order of steps, of handler calls, or of phases is the answer.",
        "steps": "Only these steps: `[2, 3, 4]`.",
    },
    "Matching": {
        "match": "Which client received what, or sent what, is the answer.",
        "step": "In which step; without one, in the whole run.",
    },
    "ExceptionIn": {
        "exception": "The type, message or line of the exception that a handler raised is the answer.",
        "step": "In which step.",
    },
    "LineOf": {
        "line": "The line where the handler begins, an emit, the exception, or a change of rooms is the answer.",
        "step": "In which step.",
    },
    "PacketOf": {
        "packet": "A packet that goes this way is the answer, as it was written to the wire.",
        "step": "In which step.",
        "number": "Which of them, counted from 1.",
    },
    "CellOf": {"cell": "The cell in this column of the execution table is the answer.", "step": "In which row."},
    "Typed": {
        "text": (
            "The answer in the author's words; a model answer is Markdown. "
            "The run cannot check it, and `check` says so."
        ),
        "also": "Other ways to write it that are right: `[HTTP]`.",
        "why": "Why it is right, in Markdown.",
    },
    "Change": {
        "without": "Leave out the action that makes this step.",
        "swapped": "Let the actions that make these two steps change places: `[2, 3]`.",
        "inserted": "One more action: `{after: 2, action: {send: Hi}}`.",
        "altered": "Another action in a step's place: `{step: 2, action: {send: Hi}}`.",
        "code": "Another line in the code: `{line: 9, becomes: pass}`.",
    },
    "Insertion": {"after": "After which step; 0 is the beginning.", "action": "The action, as in a scenario."},
    "Alteration": {"step": "In the place of which step's action.", "action": "The action, as in a scenario."},
    "CodeChange": {"line": "Which line of the code.", "becomes": "What it becomes; its indentation stays."},
}
"""The words for each key, by the name of its model."""

ANSWER: dict[str, str] = {
    "when": "Ask a changed run instead: `{without: 4}`.",
    "reads": "What the question states, when it is true or false.",
}
"""The keys that every answer may have."""

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
    "data": "The one payload of the event. `{sid: Grace}` in it is her session id, `{received: created, path: code}` "
    "what the client received.",
    "args": "Several payloads: a list.",
    "bytes": "A text, sent as bytes.",
    "hex": 'Bytes in hexadecimal, in quotes: `"00ff"`.',
    "task": "Wait until the background task that runs this function has ended.",
    "event": "Wait until the server has emitted this event.",
    "times": "How many times it was emitted; 1 when it is left out.",
}
"""The keys inside and beside actions."""
