"""Write a first lesson for an author to go on with: short, with comments, and true."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass

from tutorial.reading.slugs import SCHEMA_FILE
from tutorial.telling.words import code, visible

_TEMPLATE = """\
# yaml-language-server: $schema={schema}
#
# The program below is run for real, and the tables on the lesson's page come from that run. The words are yours.
# See it while you write: stepwire preview {path}

title: {title}
minutes: 5
summary: One client connects, says something, gets an answer and leaves.   # one or two sentences, in Markdown

# A whole Flask-SocketIO program. `app` and `socketio` stay at the top level; change the rest as you like.
code: |
  from flask import Flask
  from flask_socketio import SocketIO, {answer}

  app = Flask(__name__)
  socketio = SocketIO(app)

  @socketio.on({event!r})
  def {function}(text):
      {answer}({arguments})

# What the client does, in order. Each action makes a step, and the end of the run makes one more.
scenario:
  - connect
  - {action}
  - disconnect

# Questions that your students will have, and where on the page to look.
key_moments:
  - question: {why}
    answer: {because}
    steps: [2]
    points: [{{step: 2, column: action}}]

# An answer names a place in the run, and never says which choice is right: the run does.
quiz:
  - question: What does the server send in step 2?
    choices:
      - {says}
      - {reply}
      - {other}
    answer: {{variable: response_sent, after: 2}}
    hints:
      - Which line of the handler sends something, and what does it put in front?
      - text: The row `response_sent` of the tracker says what was sent during a step.
        points: [{{variable: response_sent, after: 2}}]
  - question: If the client never disconnected, which step would be missing?
    choices: [Step 1, Step 2, Step 3, Step 4]
    answer: {{missing_step: {{without: 3}}}}
    hint: Each step is set off by one event. Which of them would not happen?

# What to keep of the lesson.
snapshot:
  - {keep}
"""


@dataclass(frozen=True, slots=True)
class LessonIdea:
    """What an author says of a new lesson: its title, the event that the client sends, and what the client says."""

    title: str
    event: str = "message"
    says: str = "Hello"


def new_lesson(path: str, idea: LessonIdea) -> str:
    """Write the text of a lesson file at this path."""
    event, says = idea.event, idea.says
    plain = event == "message"
    function = re.sub("[^0-9A-Za-z]+", "_", f"handle_{event}").rstrip("_")
    return _TEMPLATE.format(
        schema=SCHEMA_FILE,
        path=visible(shlex.quote(path)),
        title=_yaml(idea.title),
        event=event,
        function=function,
        answer="send" if plain else "emit",
        arguments="f'Received: {text}'" if plain else "'reply', f'Received: {text}'",
        action=f"send: {_yaml(says)}" if plain else f"{{emit: {_yaml(event)}, data: {_yaml(says)}}}",
        why=_yaml("Why does the server answer in step 2, and in no other step?"),
        because=_yaml(
            f"Because its only handler, {code(function)}, is registered for the event {code(event)}, and step 2 is "
            "the one in which the client sends that event."
        ),
        says=_yaml(says),
        reply=_yaml(f"Received: {says}"),
        other=_yaml(f"Sent: {says}"),
        keep=_yaml(f"`@socketio.on(...)` ties a function to one event; here it is {code(event)}."),
    )


def _yaml(text: str) -> str:
    """Write a printable text on one line of YAML, in quotes unless it is plain words."""
    return text if re.fullmatch(r"[A-Z][a-z]+( [A-Za-z]+)+[.?!]?", text) else json.dumps(text, ensure_ascii=False)
