"""Every packet of a run as a row."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.web.reading import Element, by_id, elements
from tutorial.course.course import Course, Studied
from web.parts.lines.line_cache import LineCache
from web.parts.material import Material
from web.parts.packets import PACKETS, PacketsView

DEEP = "/lessons/websocket-events/deep"


def packets(course: Course, slug: str) -> PacketsView:
    studied = course.lessons[slug]
    assert isinstance(studied, Studied)
    view = PACKETS.view(Material(studied, LineCache()))
    assert isinstance(view, PacketsView)
    return view


def test_there_is_a_row_for_every_packet_of_the_trace_in_its_order(course: Course) -> None:
    for slug in ("websocket-events", "hostile", "asked", "refused"):
        studied = course.lessons[slug]
        assert isinstance(studied, Studied)
        crossed = [
            (step.number, number, packet.direction, packet.size)
            for step in studied.trace.steps
            for number, phase in enumerate(step.phases, 1)
            for packet in phase.packets
        ]
        view = packets(course, slug)
        assert [(row.step, row.phase, row.slip.direction, row.slip.size) for row in view.rows] == crossed
        assert view.to_server + view.to_client == len(crossed)
        assert view.size == sum(size for *_, size in crossed)


def test_a_row_names_both_ends(course: Course) -> None:
    rows = packets(course, "websocket-events").rows
    assert {(row.sender, row.receiver) for row in rows} == {("Client", "Server"), ("Server", "Client")}
    assert [(row.sender, row.receiver) for row in rows if row.step == 2] == [("Client", "Server"), ("Server", "Client")]


def test_the_table_tells_each_packet_and_sums_them_up(client: FlaskClient) -> None:
    found = elements(client.get(DEEP).text)
    rows = [" ".join(row.text.split()) for row in found if row.tag == "tr" and "data-phase" in row.attributes]
    assert len(rows) == 9
    assert rows[3] == '2.1 Client → to Server 4 message 2 event ["message","Hello"] name and arguments 21'
    summed: Element = next(element for element in found if element.attributes.get("class") == "packets-sum")
    assert " ".join(summed.text.split()).startswith(
        "9 packets crossed the wire: 5 to the server, 4 to its client, 264 bytes in all."
    )


def test_a_number_leads_to_its_phase(client: FlaskClient) -> None:
    page = client.get(DEEP).text
    link = next(e for e in elements(page) if e.attributes.get("aria-label", "").startswith("Packet 5: step 2, phase 4"))
    assert by_id(page, link.attributes["href"].removeprefix("#")).attributes["data-kind"] == "responds"
