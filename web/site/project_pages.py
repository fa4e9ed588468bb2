"""Serves what the lab of a lesson is made of."""

from __future__ import annotations

from functools import lru_cache

from flask import Blueprint, Response, make_response, request

from tutorial.course.course import Studied
from web.lab.lab_json import lab_json
from web.site.pages import find
from web.student.identity import ByIdentity

project = Blueprint("project", __name__, url_prefix="/lessons/<slug>")

_MOST_LESSONS = 16


@project.get("/lab.json")
def lab(slug: str) -> Response:
    """Send what the lab of a lesson needs: the same bytes for everybody, so that a file may stand in their place."""
    response = make_response(_lab(ByIdentity(find(slug))))
    response.mimetype = "application/json"
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@lru_cache(maxsize=_MOST_LESSONS)
def _lab(studied: ByIdentity[Studied]) -> str:
    return lab_json(studied.thing)
