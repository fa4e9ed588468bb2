"""The execution table on a page: what is new in a cell stands out, and nothing of it is lost."""

from __future__ import annotations

import pytest

from tutorial.course.course import Studied, study
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from web.parts.lines.line_cache import LineCache
from web.parts.material import Material
from web.parts.table import TABLE, TableRow, TableView

LESSON = """\
title: Two who hear each other
clients: [Ada, Grace]
code: |
  from flask import Flask
  from flask_socketio import SocketIO, emit

  app = Flask(__name__)
  socketio = SocketIO(app)

  @socketio.on('tell')
  def tell(text):
      emit('told', text, broadcast=True)
      return 'done'
scenario:
  - Ada: connect
  - Grace: connect
  - Ada: {emit: tell, data: what is longer than others are, ack: true}
  - Ada: {emit: tell, data: short}
  - Grace: disconnect
"""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> tuple[TableRow, ...]:
    folder = tmp_path_factory.mktemp("table")
    path = folder / "two.yaml"
    path.write_text(LESSON)
    with Runner() as runner:
        studied = study(path, runner, TraceStore(folder / "traces"))
    assert isinstance(studied, Studied)
    view = TABLE.view(Material(studied, LineCache()))
    assert isinstance(view, TableView)
    return view.rows


def test_a_state_has_each_client_with_its_sign_and_whether_the_step_changed_it(rows: tuple[TableRow, ...]) -> None:
    after = rows[1].cells["after"].statuses
    assert [(one.client, one.sign, one.changed) for one in after] == [("Ada", "●", False), ("Grace", "●", True)]
    assert [one.sign for one in rows[4].cells["after"].statuses] == ["●", "✕"]


def test_a_state_that_the_step_before_left_is_nothing_new(rows: tuple[TableRow, ...]) -> None:
    assert [row.cells["before"].same for row in rows] == [False, True, True, True, True, True]
    assert [row.cells["after"].same for row in rows] == [False, False, True, False, False, True]


def test_a_long_payload_is_told_once_in_a_row_and_a_short_one_stays(rows: tuple[TableRow, ...]) -> None:
    told = [(passage.text, passage.same) for passage in rows[2].cells["action"].text]
    assert told == [("tell called with ", False), ("'what is longer than others are'", True)]
    assert [passage.same for passage in rows[3].cells["action"].text] == [False]


def test_all_pieces_of_a_cell_are_its_text(rows: tuple[TableRow, ...]) -> None:
    for row in rows:
        for key, cell in row.cells.items():
            if cell.text:
                assert "".join(passage.text for passage in cell.text) == row.step.row.cells[key]


def test_what_several_clients_received_is_told_once_with_their_names(rows: tuple[TableRow, ...]) -> None:
    got = [(one.clients, one.text) for one in rows[2].cells["receives"].got]
    assert got == [
        (("Ada", "Grace"), "'told' 'what is longer than others are'"),
        (("Ada",), "Acknowledgement 'done'"),
    ]
