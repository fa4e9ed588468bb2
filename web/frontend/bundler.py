"""Builds the front end: web/frontend becomes web/static, with a manifest that web/site/bundle.py reads."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence

from web.frontend import node
from web.site import bundle


def build(*, everything: bool = False) -> None:
    """Build web/static unless it is up to date. `everything` also brings the packages that only the checks use.

    The build runs in a folder beside web/static and replaces it whole, so a broken build leaves the old files. Raises
    LookupError without a Node, CalledProcessError when npm or esbuild fails (they say why).
    """
    here = node.needed()
    here.install(bundle.FRONTEND, everything=everything)
    sources = bundle.sources()
    if bundle.is_fresh() or sources is None:
        return
    fresh = bundle.STATIC.with_name("static.new")
    shutil.rmtree(fresh, ignore_errors=True)
    here.run("build.mjs", str(fresh), sources, cwd=bundle.FRONTEND)
    shutil.rmtree(bundle.STATIC, ignore_errors=True)
    fresh.rename(bundle.STATIC)


def main(arguments: Sequence[str]) -> int:
    """Build; with `--tests` install the packages of the checks too."""
    try:
        build(everything="--tests" in arguments)
    except (LookupError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
