"""The sentences of what a test demands: the author's, or one that is made here."""

from __future__ import annotations

from tutorial.lesson.project import ProjectClaim
from tutorial.project.happenings import as_written
from tutorial.telling.words import listed, short, steps, visible


def sentence(claim: ProjectClaim) -> str:
    """What a claim demands, in one sentence of plain text."""
    return claim.says or made(claim)


def text(written: str) -> str:
    """A text of a run, as sentences show it: in one line, cut, and in quotation marks."""
    return f"“{visible(short(written))}”"


def made(claim: ProjectClaim) -> str:
    """The sentence of a claim, whatever its author calls it."""
    if claim.only == ():
        return f"{_never(claim)}."
    if claim.only is not None:
        return f"{_capital(_does(claim))} in {steps(claim.only)}, and in no other step."
    if claim.at is not None:
        after = claim.variable is not None
        return f"{'After' if after else 'In'} {steps(claim.at)} {_does(claim)}."
    if claim.after is not None:
        return f"After step {claim.after} {_done(claim)}."
    return f"{_capital(_does(claim, 'ever '))}."


def _does(claim: ProjectClaim, ever: str = "") -> str:
    """What happens: `Grace receives “Hi”`."""
    kind = claim.kind
    if kind == "variable":
        return f"{claim.variable} is {text(as_written(claim.equals))}"
    if kind == "calls":
        return f"{claim.calls} is called"
    if kind == "emits":
        return f"the server emits {text(claim.emits or '')}"
    if kind == "raises":
        return f"the program raises {claim.raises}"
    return f"{_who(claim)} {ever}receives {text(claim.receives or '')}"


def _done(claim: ProjectClaim) -> str:
    """What has happened: `Grace has received “Hi”`."""
    kind = claim.kind
    if kind == "variable":
        return _does(claim)
    if kind == "calls":
        return f"{claim.calls} has been called"
    if kind == "emits":
        return f"the server has emitted {text(claim.emits or '')}"
    if kind == "raises":
        return f"the program has raised {claim.raises}"
    return f"{_who(claim)} has received {text(claim.receives or '')}"


def _never(claim: ProjectClaim) -> str:
    kind = claim.kind
    if kind == "receives" and claim.client is None:
        return f"Nobody ever receives {text(claim.receives or '')}"
    if kind == "variable":
        return f"{_capital(claim.variable or '')} is never {text(as_written(claim.equals))}"
    if kind == "calls":
        return f"{claim.calls} is never called"
    subject, verb, rest = {
        "emits": ("The server", "emits", text(claim.emits or "")),
        "raises": ("The program", "raises", claim.raises or ""),
        "receives": (claim.client or "", "receives", text(claim.receives or "")),
    }[kind]
    return f"{subject} never {verb} {rest}"


def _who(claim: ProjectClaim) -> str:
    if claim.nobody_but is None:
        return claim.client or "somebody"
    return f"nobody but {listed(claim.nobody_but)}" if claim.nobody_but else "nobody"


def _capital(words: str) -> str:
    """Begin with a capital, unless a name of the program comes first."""
    first = words.partition(" ")[0]
    return words if first not in ("the", "somebody", "nobody") else words[0].upper() + words[1:]
