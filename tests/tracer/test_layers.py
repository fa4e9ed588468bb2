"""Who really ran: of a handler with wrappers, the innermost function that began."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable
from typing import Any

import pytest
from flask.views import MethodView, View
from flask_socketio import Namespace

from tests.tracer.serving import connected, new_app, served, wait_for_steps
from tracer.events import attach
from tracer.layers import RunWatch, layers_of
from tracer.lines import Lines
from tracer.trace import Call, Returned


def members_only(f: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(f)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return "no" if args[-1:] == ("stranger",) else f(*args, **kwargs)

    return guarded


def with_user(f: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(f)
    def given(*args: Any) -> Any:
        return f("Ada", *args, urgent=True)

    return given


class Limited:
    """A decorator that is an object."""

    def __init__(self, f: Callable[..., Any]) -> None:
        functools.update_wrapper(self, f)
        self.f = f

    def __call__(self, *args: Any) -> Any:
        return "no" if args == ("stranger",) else self.f(*args)


def secret(who: str) -> str:
    return f"the key for {who}"


def note(user: str, text: str, size: int = 3, *, urgent: bool = False) -> str:
    return user + text


class SecretView(View):
    def __init__(self) -> None:
        self.door = "open"

    def dispatch_request(self) -> str:
        return self.door


class SecretRoom(Namespace):  # type: ignore[misc]  # the library is not typed
    @members_only
    def on_ask(self, who: str) -> str:
        return who


def call_of(handler: Callable[..., Any], *args: Any, lines: bool) -> Call:
    """The call that the tracer notes when a client sends these arguments to a handler."""
    app, socketio = new_app()
    socketio.on_event("ask", handler)
    with attach(socketio, lines=Lines({__file__}) if lines else None) as attached:
        with served(app) as url, connected(url) as client:
            client.call("ask", args, timeout=10)
        wait_for_steps(attached, 3)
    (call,) = attached.trace().steps[1].calls
    return call


both = pytest.mark.parametrize("lines", [False, True], ids=["calls alone", "with lines"])


@both
@pytest.mark.parametrize("decorate", [members_only, Limited])
def test_a_guard_that_turns_the_client_away_is_who_ran(decorate: Callable[..., Any], lines: bool) -> None:
    call = call_of(decorate(secret), "stranger", lines=lines)
    name = "guarded" if decorate is members_only else "Limited"
    assert (call.function, call.around, call.through) == (name, "secret", ())
    assert call.line is not None
    assert call.line < secret.__code__.co_firstlineno
    assert call.outcome == Returned("no")


@both
@pytest.mark.parametrize("decorate", [members_only, Limited])
def test_behind_a_guard_that_lets_in_the_handler_ran(decorate: Callable[..., Any], lines: bool) -> None:
    call = call_of(decorate(secret), "Ada", lines=lines)
    name = "guarded" if decorate is members_only else "Limited"
    assert (call.function, call.around, call.through) == ("secret", None, (name,))
    assert call.line == secret.__code__.co_firstlineno
    assert call.arguments == ("Ada",)


@both
def test_of_several_wrappers_the_one_that_turns_away_is_named(lines: bool) -> None:
    call = call_of(members_only(Limited(secret)), "stranger", lines=lines)
    assert (call.function, call.around, call.through) == ("guarded", "secret", ())


@both
def test_the_arguments_are_those_that_the_function_itself_got(lines: bool) -> None:
    call = call_of(with_user(note), "hello", lines=lines)
    assert (call.function, call.arguments, call.keywords) == ("note", ("Ada", "hello"), {"urgent": True})


@both
def test_a_partial_adds_its_own_arguments(lines: bool) -> None:
    call = call_of(functools.partial(note, "Ada", urgent=True), "hello", lines=lines)
    assert (call.function, call.arguments, call.keywords) == ("note", ("Ada", "hello"), {"urgent": True})
    call = call_of(functools.partial(members_only(secret), "stranger"), lines=lines)
    assert (call.function, call.around, call.arguments) == ("guarded", "secret", ("stranger",))


@both
def test_what_a_cache_answers_did_not_run(lines: bool) -> None:
    cached = functools.lru_cache(secret)
    cached("Ada")
    call = call_of(cached, "Ada", lines=lines)
    assert (call.function, call.around) == ("_lru_cache_wrapper", "secret")


@both
def test_a_wrapper_of_a_library_around_a_handler_that_runs_is_not_told(lines: bool) -> None:
    @contextlib.contextmanager
    def opened() -> Any:
        yield

    call = call_of(opened()(secret), "Ada", lines=lines)
    assert (call.function, call.around) == ("secret", None)


@both
def test_of_functions_chosen_by_type_the_chosen_one_ran(lines: bool) -> None:
    @functools.singledispatch
    def hear(what: object) -> str:
        return "anything"

    @hear.register
    def number(what: int) -> str:
        return "a number"

    assert call_of(hear, "x", lines=lines).function == "hear"
    assert call_of(hear, 7, lines=lines).function == "number"


@both
def test_of_a_class_based_view_the_method_ran(lines: bool) -> None:
    call = call_of(SecretView.as_view("secret"), lines=lines)
    assert (call.function, call.line) == ("dispatch_request", SecretView.dispatch_request.__code__.co_firstlineno)

    class Methods(MethodView):
        def get(self) -> str:
            return "got"

    assert layers_of(Methods.as_view("x")).are_clear is False


@both
def test_a_lambda_has_its_own_line(lines: bool) -> None:
    double = lambda x: (  # noqa: E731  # it is what is tried
        x * 2
    )

    def first() -> None:
        """A function after the lambda."""

    call = call_of(double, 2, lines=lines)
    assert (call.function, call.line) == ("<lambda>", double.__code__.co_firstlineno)
    assert call.line == first.__code__.co_firstlineno - 4


@both
def test_a_method_behind_a_guard(lines: bool) -> None:
    app, socketio = new_app()
    socketio.on_namespace(SecretRoom("/"))
    with attach(socketio, lines=Lines({__file__}) if lines else None) as attached:
        with served(app) as url, connected(url) as client:
            client.call("ask", "Ada", timeout=10)
            client.call("ask", "stranger", timeout=10)
        wait_for_steps(attached, 4)
    inside, outside = (step.calls[0] for step in attached.trace().steps[1:3])
    assert (inside.function, inside.through, inside.arguments) == ("on_ask", ("guarded",), ("Ada",))
    assert outside.function == "guarded"


@both
def test_a_guard_on_connect_that_is_tried_with_and_without_auth_is_one_call(lines: bool) -> None:
    app, socketio = new_app()
    entered = []

    @socketio.on("connect")
    @members_only
    def hello() -> None:
        entered.append(1)

    with attach(socketio, lines=Lines({__file__}) if lines else None) as attached:
        with served(app) as url, connected(url):
            pass
        wait_for_steps(attached, 2)
    (call,) = attached.trace().steps[0].calls
    assert (call.function, call.arguments, entered) == ("hello", (), [1])


def test_a_profiler_of_the_program_stays() -> None:
    profiled: list[str] = []

    def profile(frame: Any, event: str, argument: object) -> None:
        profiled.append(event)

    sys.setprofile(profile)
    try:
        with RunWatch(layers_of(members_only(secret))) as watch:
            assert sys.getprofile() is profile
    finally:
        sys.setprofile(None)
    assert watch.ran().name == "secret"
