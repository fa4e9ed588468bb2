"""The words of messages and sentences: make texts visible, quote, shorten, list, count and suggest them.

Four functions put a text in quotes. `in_quotes` takes the text as it is; `quoted` is for what an author or an app wrote
(escaped, 60 characters); `short_quoted` is for what a run has (one line, 80 characters); `each_quoted` is for several.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

_LONGEST_WORD = 60
_LONGEST_SHORT = 80
_MOST_SUGGESTED = 20
_MOST_LISTED = 3


def visible(text: str, keep: str = "") -> str:
    """Write control, bidirectional and other unprintable characters as Python escapes, except those to keep."""
    return "".join(char if char.isprintable() or char in keep else repr(char)[1:-1] for char in text)


def as_read(text: str) -> str:
    """A text as a reader tells it from another one: visible, and with single blanks."""
    return " ".join(visible(text).split())


def cut(text: str, most: int) -> str:
    """Cut a text to `most` characters; the last one of a text that was longer is an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def cut_at_word(text: str, most: int) -> str:
    """Cut a text as `cut` does, but at the end of a word, if one ends in the second half of what is kept."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    end = kept.rfind(" ")
    return f"{kept[:end] if end > most // 2 and text[most - 1] != ' ' else kept}…"


def cut_and_counted(text: str, most: int) -> str:
    """Cut a text after `most` characters, and say how many it had: `Hel… (5 characters)`."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text):,} characters)"


def short(text: str) -> str:
    """Put a text on one line, cut to 80 characters."""
    return cut(" ".join(text.split()), _LONGEST_SHORT)


def visible_word(text: object) -> str:
    """A word of an author or an app, escaped and cut to 60 characters."""
    return cut(visible(str(text)), _LONGEST_WORD)


def in_quotes(text: str) -> str:
    """Put a text in quotes of a kind that the text does not have in it."""
    if "'" not in text:
        return f"'{text}'"
    return f'"{text}"' if '"' not in text else f"“{text}”"


def quoted(text: object) -> str:
    """A word of an author or an app in quotes, escaped and cut to 60 characters."""
    return in_quotes(visible_word(text))


def short_quoted(text: str) -> str:
    """A text of the run in quotes, on one line, cut to 80 characters."""
    return in_quotes(short(text))


def each_quoted(texts: Iterable[str]) -> str:
    """Texts of the run, each once and in quotes: `'a', 'b'`."""
    return ", ".join(map(short_quoted, dict.fromkeys(texts)))


def described(value: object) -> str:
    """Describe a value of the wrong type in a few words: `nothing`, `an empty list`, `the number 3`, `'Ada'`."""
    if value is None:
        return "nothing"
    if isinstance(value, (dict, list)):
        return ("a " if value else "an empty ") + ("mapping" if isinstance(value, dict) else "list")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return f"the number {value}"
    return quoted(value)


def listed(words: Iterable[object]) -> str:
    """List all words: `a`, `a and b`, `a, b and c`. There must be one at least."""
    *first, last = map(str, words)
    return f"{', '.join(first)} and {last}" if first else last


def listed_few(words: Iterable[str]) -> str:
    """List three words at most, and count the others: `a, b, c and 2 more`; nothing when there are no words."""
    everything = [*words]
    more = len(everything) - _MOST_LISTED
    return listed([*everything[:_MOST_LISTED], *([f"{more} more"] if more > 0 else [])]) if everything else ""


def steps(numbers: Iterable[int]) -> str:
    """Name steps by their numbers: `step 2`, `steps 2 and 3`."""
    several = [*numbers]
    return f"step{'s' if len(several) > 1 else ''} {listed(several)}"


def counted(number: int, noun: str) -> str:
    """Count things: `no lessons`, `1 lesson`, `2 lessons`."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def code(text: str) -> str:
    """Write a text as a Markdown code span, whatever backticks it has."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    edge = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{edge}{text or ' '}{edge}{fence}"


def hyphenated(text: str) -> str:
    """Join a text's letters and digits by hyphens, in small ASCII: `Café No. 2` is `cafe-no-2`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))


def closest(word: object, words: Iterable[str]) -> str | None:
    """Find the one of `words` that a misspelt word most likely means; None when no word is near."""
    lower = {other.lower(): other for other in words}
    close = difflib.get_close_matches(str(word).lower()[:80], lower, 1, 0.6)
    return lower[close[0]] if close else None


def did_you_mean(word: str) -> str:
    """Ask an author whether they meant another word."""
    return f"did you mean {quoted(word)}?"


def suggest(word: object, words: Iterable[str], kind: str) -> str:
    """Suggest the likeliest of `words` for a misspelt word. When none is near, list the first 20 after `kind`."""
    known = tuple(words)
    if close := closest(word, known):
        return did_you_mean(close)
    return f"{kind} {', '.join(map(visible_word, known[:_MOST_SUGGESTED]))}"
