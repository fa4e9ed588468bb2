"""A packet's text is explained part by part, and no part of it is lost."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.trace import Packet
from web.parts.slips import breakable, explain


def packet(text: str, direction: Literal["to server", "to client"] = "to server", *, binary: bool = False) -> Packet:
    return Packet(direction, "Client", text, len(text), binary)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2", [("2", "ping")]),
        ("1", [("1", "close")]),
        ('0{"sid":"x"}', [("0", "open"), ('{"sid":"x"}', "the connection’s id and timing")]),
        ("40", [("4", "message"), ("0", "connect")]),
        ("41", [("4", "message"), ("1", "disconnect")]),
        ('42["message","Hello"]', [("4", "message"), ("2", "event"), ('["message","Hello"]', "name and arguments")]),
        (
            '42/chat,7["say",1]',
            [
                ("4", "message"),
                ("2", "event"),
                ("/chat,", "namespace"),
                ("7", "acknowledgement number"),
                ('["say",1]', "name and arguments"),
            ],
        ),
        ("437[]", [("4", "message"), ("3", "acknowledgement"), ("7", "acknowledgement number"), ("[]", "the answer")]),
        (
            '451-["file",{"_placeholder":true,"num":0}]',
            [
                ("4", "message"),
                ("5", "event with binary"),
                ("1-", "attachments"),
                ('["file",{"_placeholder":true,"num":0}]', "name and arguments"),
            ],
        ),
        ('44{"message":"no"}', [("4", "message"), ("4", "connect error"), ('{"message":"no"}', "the reason")]),
        ("hello", [("hello", "not a packet of Engine.IO 4")]),
        ("", [("", "not a packet of Engine.IO 4")]),
    ],
)
def test_the_parts_of_a_packet_have_their_names(text: str, parts: list[tuple[str, str]]) -> None:
    assert [(part.text, part.meaning) for part in explain(packet(text))] == parts


def test_the_answer_to_a_connect_is_a_session_id_and_its_request_credentials() -> None:
    assert explain(packet('40{"sid":"x"}', "to client"))[-1].meaning == "the session's id"
    assert explain(packet('40{"token":"x"}'))[-1].meaning == "credentials"


def test_a_binary_packet_is_an_attachment() -> None:
    assert [part.meaning for part in explain(packet("00ff", binary=True))] == ["a binary attachment"]


@given(st.text() | st.from_regex(r"4[0-6](\d-)?(/[a-z]*,?)?\d*(\[.*\])?", fullmatch=True), st.booleans())
def test_no_character_is_lost(text: str, binary: bool) -> None:
    assert "".join(part.text for part in explain(packet(text, binary=binary))) == text


def test_a_packet_goes_on_in_the_next_line_between_its_parts_and_not_within_a_word() -> None:
    assert (
        breakable('["say",{"text":"a <b"}]') == "[<wbr>&#34;say&#34;,<wbr>{<wbr>&#34;text&#34;:<wbr>&#34;a &lt;b&#34;}]"
    )
