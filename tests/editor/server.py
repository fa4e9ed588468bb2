"""The real yaml-language-server, spoken to as an editor does: what it says of a lesson file while one writes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from web.frontend import node

PACKAGE = Path(__file__).resolve().parent
SETTINGS: dict[str, Any] = {
    "yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}},
    "http": {},
}
"""Nothing is fetched: the lesson's own first line names its schema."""


class Editor:
    """An editor without a window: it opens texts as files, and asks the server about places in them."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._asked = 0
        self._opened = 0
        self.request("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": _CAPABILITIES})
        self.notify("initialized", {})

    def open(self, text: str) -> str:
        """Open a new lesson file that says this; gives its address."""
        self._opened += 1
        uri = (self._folder / f"lesson-{self._opened}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def diagnostics(self, text: str) -> list[str]:
        """What the server finds wrong with a file that says this, each with its line."""
        uri = self.open(text)
        while True:
            said = self._read()
            if said.get("method") == "textDocument/publishDiagnostics" and said["params"]["uri"] == uri:
                found = said["params"]["diagnostics"]
                return [f"{one['range']['start']['line'] + 1}: {one['message']}" for one in found]

    def offered(self, text: str) -> set[str]:
        """The completions that are offered where `|` stands in the text."""
        answer = self._at("textDocument/completion", text)
        return {item["label"] for item in (answer["items"] if isinstance(answer, dict) else answer)}

    def hover(self, text: str) -> str:
        """What is shown of the word in which `|` stands."""
        answer = self._at("textDocument/hover", text)
        return str(answer["contents"]["value"]) if answer else ""

    def request(self, method: str, params: Any) -> Any:
        """Ask, and wait for the answer."""
        self._asked += 1
        self._write({"id": self._asked, "method": method, "params": params})
        while True:
            said = self._read()
            if said.get("id") == self._asked and "method" not in said:
                assert "error" not in said, said["error"]
                return said["result"]

    def notify(self, method: str, params: Any) -> None:
        """Say something that has no answer."""
        self._write({"method": method, "params": params})

    def _at(self, method: str, text: str) -> Any:
        before, _, after = text.rpartition("|")
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return self.request(method, {"textDocument": {"uri": self.open(before + after)}, "position": position})

    def _read(self) -> dict[str, Any]:
        """The server's next message; what it asks for is answered on the way."""
        stream = self._process.stdout
        assert stream is not None
        length = 0
        while header := stream.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server has ended"
        said: dict[str, Any] = json.loads(stream.read(length))
        if "method" in said and "id" in said:
            self._write({"id": said["id"], "result": _answer(said)})
        return said

    def _write(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()


_CAPABILITIES = {
    "workspace": {"configuration": True},
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    },
}


def _answer(asked: dict[str, Any]) -> Any:
    if asked["method"] == "workspace/configuration":
        return [SETTINGS.get(item.get("section", ""), {}) for item in asked["params"]["items"]]
    return None


@contextmanager
def editor(folder: Path) -> Iterator[Editor]:
    """Start the server for a folder of lessons, fetching it the first time."""
    here = node.needed()
    here.install(PACKAGE, everything=True)
    program = PACKAGE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    command = [here.node, str(program), "--stdio"]
    with subprocess.Popen(
        command, cwd=folder, env=here.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield Editor(process, folder)
        finally:
            process.kill()
