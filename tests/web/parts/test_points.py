"""References in prose: a link to the place, with what stands there in the run."""

from __future__ import annotations

from dataclasses import replace

from flask.testing import FlaskClient

from tests.web.reading import by_id, elements
from tutorial.course.course import Course, Studied
from tutorial.lesson.answers import Typed
from tutorial.lesson.markdown import block
from tutorial.lesson.questions import Question
from tutorial.quiz.answered import Answered
from tutorial.quiz.run_answer import Candidate, RunAnswer
from web.parts.points import refer, refer_elsewhere
from web.parts.quiz.free import OwnWords
from web.parts.quiz.question import shown as shown_question
from web.parts.quiz.typed import TypedField
from web.student.answers_given import AnswersGiven

LESSON = "/lessons/websocket-events"


def shown(course: Course, text: str) -> str:
    studied = course.lessons["websocket-events"]
    assert isinstance(studied, Studied)
    return block(text, refer(studied.trace))


def test_every_reference_of_the_lesson_leads_to_a_place_on_its_page(client: FlaskClient) -> None:
    page = client.get(LESSON).text
    links = [element for element in elements(page) if "data-point" in element.attributes and "p" in element.inside]
    assert len(links) > 8
    for link in links:
        assert by_id(page, link.attributes["href"].removeprefix("#")).tag in ("tr", "td", "th")
    assert "{step" not in page
    assert "{value" not in page
    assert "{column" not in page, "hints are prose, too"


def test_a_cell_and_a_value_are_shown_as_they_are_in_the_run(course: Course) -> None:
    assert shown(course, "so {cell 2 receives = Anything}") == (
        '<p>so <a href="#cell-2-receives" data-point="" data-step="2" data-tells="2" rel="noopener noreferrer">'
        "<code>Received: Hello</code></a></p>\n"
    )
    assert "<code>How are you?</code>" in shown(course, "{value last_message after 3}")
    assert 'href="#variable-1-0"' in shown(course, "{value last_message after 0}")


def test_a_row_and_a_column_are_shown_by_their_names(course: Course) -> None:
    assert ">step 3</a>" in shown(course, "{step 3}")
    assert "data-tells" not in shown(course, "{step 3}"), "the name of a place tells nothing of it"
    assert ">column “Client Receives”</a>" in shown(course, "{column receives}")
    assert ">last_message</a>" in shown(course, "{variable last_message}")


def test_a_text_about_a_run_that_the_page_does_not_have_has_words_and_values_and_no_links(course: Course) -> None:
    studied = course.lessons["websocket-events"]
    assert isinstance(studied, Studied)
    told = block("In {step 2}, by {line 8}: {cell 2 receives}, {cell 99 receives}.", refer_elsewhere(studied.trace))
    assert told == "<p>In step 2, by line 8: <code>Received: Hello</code>, {cell 99 receives}.</p>\n"


def test_what_leads_nowhere_is_shown_as_it_is_written(course: Course) -> None:
    for braces in ("{step 9}", "{cell 2 recieves}", "{value nothing after 2}", "{a: 1}", "{}", "{step 2"):
        assert shown(course, f"see {braces} there") == f"<p>see {braces} there</p>\n"
    assert shown(course, "see `{step 2}`") == "<p>see <code>{step 2}</code></p>\n"


def test_nothing_in_a_run_can_become_html(course: Course) -> None:
    studied = course.lessons["hostile"]
    assert isinstance(studied, Studied)
    html = block("{cell 3 receives} {value last_message after 3} {cell 3 trigger}", refer(studied.trace))
    assert {element.tag for element in elements(html)} == {"p", "a", "code"}


def test_the_authors_own_answers_may_name_places_of_the_run(course: Course) -> None:
    studied = course.lessons["websocket-events"]
    assert isinstance(studied, Studied)
    words = "It is {cell 2 receives}."
    typed = Question(question="What?", kind="text", answer=Typed(text="Hi", why=words))
    free = Question(question="Why?", kind="free", answer=Typed(text=words))
    found = RunAnswer("'Hi'", (Candidate("Hi", words),))
    answered = Answered("a", typed, (), found), Answered("b", free, (), replace(found, right=(Candidate(words, ""),)))
    right, model = (
        shown_question(studied, 1, one, AnswersGiven((given,))).form
        for one, given in zip(answered, ("Hi", "x"), strict=True)
    )
    assert isinstance(right, TypedField)
    assert isinstance(model, OwnWords)
    for html in (right.why, model.answer):
        assert "<code>Received: Hello</code></a>." in html
