"""What the documents say holds: the README's lesson runs and prints what is shown, and all that is named is there."""

from __future__ import annotations

import importlib
import io
import re
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
from rich.console import Console

from tracer.trace import Trace
from tutorial.cli.main import main
from tutorial.cli.terminal import execution_table, variable_tracker
from tutorial.lesson.problems import LessonError
from tutorial.quiz.answering import answer_all
from tutorial.reading.loading import Loaded, load
from tutorial.run.runner import Runner

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "GLOSSARY.md",
    "CHANGELOG.md",
    "docs/architecture.md",
    "docs/authoring.md",
    "docs/trace.md",
    "docs/tracer.md",
)

LESSON, QUIZ = re.findall(r"^```yaml\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
(OUTPUT,) = re.findall(r"^```console\n\$ \S+ trace \S+\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
(MISTAKES,) = re.findall(r"^```text\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def written(folder: Path, text: str) -> Loaded:
    """A lesson of this text, in the file that the README calls `shout.yaml`."""
    (folder / "shout.yaml").write_text(text, encoding="utf-8")
    return load(folder / "shout.yaml")


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Trace:
    """The trace of a fresh run of the README's lesson."""
    with Runner() as runner:
        return runner.run(written(tmp_path_factory.mktemp("readme"), LESSON)).trace


def test_the_readme_s_lesson_has_ten_lines() -> None:
    assert len(LESSON.splitlines()) == 10


def test_the_readme_shows_what_its_lesson_prints_in_a_terminal_100_columns_wide(trace: Trace) -> None:
    terminal = io.StringIO()
    Console(file=terminal, width=100).print(execution_table(trace), variable_tracker(trace), sep="\n")
    assert [line.rstrip() for line in terminal.getvalue().splitlines()] == OUTPUT.splitlines()


def test_the_run_answers_the_readme_s_question(trace: Trace, tmp_path: Path) -> None:
    (answered,) = answer_all(written(tmp_path, LESSON + QUIZ), trace)
    assert [option.text for option in answered.options if option.right] == ["HELLO"]


def test_the_mistakes_of_the_readme_are_told_as_it_shows_them(
    trace: Trace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    misspelt, none_right = MISTAKES.splitlines()
    with pytest.raises(LessonError) as caught:
        written(Path(), LESSON + QUIZ.replace("choices", "choises"))
    assert str(caught.value) == misspelt
    with pytest.raises(LessonError) as caught:
        answer_all(written(Path(), LESSON + QUIZ.replace("HELLO", "hello")), trace)
    assert str(caught.value) == none_right


def test_the_commands_of_run_that_the_documents_name_exist() -> None:
    told = subprocess.run([ROOT / "run", "help"], capture_output=True, text=True, check=True).stdout
    exist = re.findall(r"^  ([a-z]+) ", told, re.MULTILINE)
    for document in DOCUMENTS:
        named = re.findall(r"\./run ([a-z]+)", (ROOT / document).read_text(encoding="utf-8"))
        assert set(named) <= set(exist), document


def test_the_commands_and_options_of_stepwire_that_the_readme_names_exist() -> None:
    named = re.findall(r"(?:bin/|`)stepwire ([a-z]+)", README)
    assert named
    assert set(named) <= set(main.commands)
    commands = [*main.commands.values()]
    commands += [one for command in commands if isinstance(command, click.Group) for one in command.commands.values()]
    options = {name for command in commands for parameter in command.params for name in parameter.opts}
    assert set(re.findall(r"(?<![-\w])--[a-z][a-z-]*", README)) <= options


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_files_that_a_document_links_to_exist(document: str) -> None:
    path = ROOT / document
    links = re.findall(r"\]\(([^)#]+)|src=\"([^\"]+)", path.read_text(encoding="utf-8"))
    local = [link or source for link, source in links if "://" not in link]
    assert [name for name in local if not (path.parent / name).is_file()] == []


def test_the_code_that_the_glossary_names_exists() -> None:
    cells = [line.rpartition("|")[0].rpartition("|")[2] for line in GLOSSARY.splitlines() if line.count("|") == 4]
    named = {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
    assert len(named) > 40
    assert [name for name in named if not exists(name)] == []


def exists(name: str) -> bool:
    """Whether there is such a file (`web/app.py`), module, or name in a module (`tracer.trace.Step`)."""
    return (ROOT / name).is_file() if "/" in name else found(name.split(".")) is not None


def found(parts: list[str]) -> Any:
    """What a dotted name stands for, or None."""
    for length in range(len(parts), 0, -1):
        try:
            place: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            place = getattr(place, part, None)
        return place
    return None


def test_each_word_of_the_glossary_is_there_once() -> None:
    words = re.findall(r"^\| ([A-Z][^|]*?) \|", GLOSSARY, re.MULTILINE)
    assert len(words) > 50
    assert len(words) == len(set(words))
