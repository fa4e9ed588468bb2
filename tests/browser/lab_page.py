"""A page that has the lab and nothing else, and the two ways to serve it: by the app, and as plain files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from flask import Flask, Response, request, send_from_directory

from web.site import lab_files
from web.site.bundle import WEB
from web.site.headers import open_to_the_lab, seal
from web.site.lab_pages import lab_base

PAGE = """\
<!doctype html><title>{title}</title><h1>Lab</h1>
<script type="module" nonce="{nonce}">
import {{ Lab }} from "/lab-source/lab.js";
const lab = await (await fetch("/lab.json")).json();
window.lab = new Lab("{base}", lab, {{ seconds: {seconds} }});
window.run = (code, scenario = lab.lesson.scenario) => window.lab.ask({{ do: "run", code, scenario }});
window.own = lab.lesson.code;
document.cookie = "secret=of-the-page";
localStorage.setItem("secret", "of-the-page");
document.body.dataset.ready = "";
</script>
"""

ASKED: list[str] = []
"""The paths that anybody has asked the servers for."""


def with_lab_page(app: Flask, lab: str, seconds: float = 20) -> Flask:
    """The app with a page that has the lab and nothing else, under the policy of the project page."""

    @app.before_request
    def note() -> None:
        ASKED.append(request.path)

    @app.get("/index.html")
    def lab_page() -> Response:
        open_to_the_lab()
        nonce = request.csp_nonce  # type: ignore[attr-defined]  # flask-talisman sets it
        return Response(
            PAGE.format(title="served", seconds=seconds, nonce=nonce, base=lab_base()), mimetype="text/html"
        )

    @app.get("/lab.json")
    def lab_json() -> Response:
        return Response(lab, mimetype="application/json")

    @app.get("/lab-source/probe.js")
    def lab_probe() -> Response:
        seal()
        return Response(probe(), mimetype="text/javascript")

    @app.get("/lab-source/<name>")
    def lab_source(name: str) -> Response:
        return send_from_directory(WEB / "lab", name)

    return app


class Plain(SimpleHTTPRequestHandler):
    """A server of files that knows nothing of us."""

    def log_message(self, format: str, *args: object) -> None:
        ASKED.append(self.path)


@contextmanager
def plain_files(folder: Path, lab: str) -> Iterator[str]:
    """The same page and files without an app."""
    shutil.copytree(lab_files.FOLDER, folder / "lab")
    shutil.copytree(WEB / "lab", folder / "lab-source")
    shutil.copy(folder / "lab" / "offline.js", folder)
    (folder / "lab-source" / "probe.js").write_text(probe())
    (folder / "lab.json").write_text(lab)
    (folder / "index.html").write_text(
        PAGE.format(title="plain", seconds=20, nonce="", base=f"lab/{lab_files.lab_base()}")
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Plain, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


SCOPE = (
    *("fetch", "XMLHttpRequest", "importScripts", "document", "localStorage", "sessionStorage", "cookieStore"),
    *("indexedDB", "caches", "navigator.storage", "navigator.locks", "navigator.sendBeacon", "navigator.serviceWorker"),
    *("Worker", "SharedWorker", "WebSocket", "WebTransport", "EventSource", "BroadcastChannel", "FileReaderSync"),
    *("postMessage", "Notification", "RTCPeerConnection", "reportError", "onmessage", "close"),
)


SCRIPTS = ("eval('1')", "Function('return 1')()", "setTimeout('1')", "(async () => {}).constructor('1')")


def probe() -> str:
    """A worker that is sealed as the lab's, and tells what a script would find there, were there a way to make one."""
    kinds = ", ".join(f"[{name!r}, typeof {name}]" for name in SCOPE)
    tries = ", ".join(f"[{script!r}, attempt(() => {script})]" for script in SCRIPTS)
    return f"""{(WEB / "lab" / "seal.js").read_text().replace("export ", "")}
        const tell = postMessage.bind(globalThis);
        seal(globalThis);
        sealScripts(globalThis);
        const attempt = (make) => {{ try {{ make(); return "made" }} catch (error) {{ return String(error) }} }};
        const kinds = [{kinds}], tries = [{tries}];
        import("/witness").catch(String).then((imported) => tell({{ kinds, tries, imported }}));
    """
