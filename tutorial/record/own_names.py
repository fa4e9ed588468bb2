"""Let a recorded app have modules of its own with the names of our packages: `tracer`, `tutorial`, `web`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

import tracer

_PACKAGES = frozenset({"tracer", "tutorial", "web"})
_ROOT = os.path.dirname(os.path.dirname(os.path.realpath(tracer.__file__)))  # noqa: PTH120  # compared as a string


def give_way() -> None:
    """Let an app's own modules come before our packages of the same name, from now on and in any folder.

    Our modules leave `sys.modules`. They have imported all that they use, so they go on working; none of them may
    import another one from now on. An app without a `tracer` of its own that imports `tracer` gets ours.
    """
    ours = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in _PACKAGES}
    for name in ours:
        del sys.modules[name]
    sys.meta_path.insert(0, _AppFirst(ours))


class _AppFirst(MetaPathFinder):
    """Finds a module with one of our names where the app would find it without Stepwire."""

    def __init__(self, ours: Mapping[str, ModuleType]) -> None:
        self._ours = ours

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """Find the app's module; ours, if the app has none; None for any other name."""
        if path is not None or name not in _PACKAGES:
            return None
        elsewhere = [entry for entry in sys.path if not _is_root(entry)]  # also a folder without __init__.py
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            if find is None or finder is self:
                continue
            spec: ModuleSpec | None = find(name, elsewhere if finder is PathFinder else None, target)
            if spec is not None and not _is_ours(spec) and _has_code(spec):
                return spec
        if name not in self._ours or target is not None:
            return None
        return self._spec_of_ours(name)

    def _spec_of_ours(self, name: str) -> ModuleSpec:
        module = self._ours[name]
        spec = ModuleSpec(name, _Returning(self._ours), origin=module.__file__, is_package=True)
        spec.submodule_search_locations = [*module.__path__]
        return spec


class _Returning(Loader):
    """Puts our modules back into `sys.modules`, instead of loading them a second time."""

    def __init__(self, ours: Mapping[str, ModuleType]) -> None:
        self._ours = ours

    def exec_module(self, module: ModuleType) -> None:
        """Replace the new module by ours, which the import system allows."""
        package = module.__name__
        sys.modules.update(
            (name, ours) for name, ours in self._ours.items() if name == package or name.startswith(f"{package}.")
        )


def _is_root(entry: str) -> bool:
    """Whether an entry of `sys.path` is the folder that our packages are in."""
    return os.path.realpath(entry) == _ROOT


def _is_ours(spec: ModuleSpec) -> bool:
    return spec.origin is not None and _is_root(os.path.dirname(os.path.dirname(spec.origin)))  # noqa: PTH120  # of a string


def _has_code(spec: ModuleSpec) -> bool:
    """Whether a module's folder has Python code; a folder of pages or data beside an app is no module."""
    if spec.loader is not None:
        return True
    return any(True for folder in spec.submodule_search_locations or () for _ in Path(folder).rglob("*.py"))
