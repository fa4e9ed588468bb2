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
    who, (does, done, never), what = _said(claim)
    if claim.only == () and (claim.kind, claim.client) == ("receives", None):
        return f"Nobody ever receives{what}."
    if claim.only == ():
        return f"{_capital(f'{who} {never}')}{what}."
    if claim.only is not None:
        return f"{_capital(f'{who} {does}')}{what} in {steps(claim.only)}, and in no other step."
    if claim.at is not None:
        after = claim.variable is not None
        return f"{'After' if after else 'In'} {steps(claim.at)} {who} {does}{what}."
    if claim.after is not None:
        return f"After step {claim.after} {who} {done}{what}."
    ever = "ever " if claim.kind == "receives" else ""
    return f"{_capital(f'{who} {ever}{does}')}{what}."


def _said(claim: ProjectClaim) -> tuple[str, tuple[str, str, str], str]:
    """Who, what it does, has done and never does, and with what: `Grace`, `receives`..., ` “Hi”`."""
    match claim.kind:
        case "variable":
            return claim.variable or "", ("is", "is", "is never"), f" {text(as_written(claim.equals))}"
        case "calls":
            return claim.calls or "", ("is called", "has been called", "is never called"), ""
        case "emits":
            return "the server", ("emits", "has emitted", "never emits"), f" {text(claim.emits or '')}"
        case "raises":
            return "the program", ("raises", "has raised", "never raises"), f" {claim.raises}"
        case _:
            who = _who(claim)
            return who, ("receives", "has received", "never receives"), f" {text(claim.receives or '')}"


def _who(claim: ProjectClaim) -> str:
    if claim.nobody_but is None:
        return claim.client or "somebody"
    return f"nobody but {listed(claim.nobody_but)}" if claim.nobody_but else "nobody"


def _capital(words: str) -> str:
    """Begin with a capital, unless a name of the program comes first."""
    first = words.partition(" ")[0]
    return words if first not in ("the", "somebody", "nobody") else words[0].upper() + words[1:]
