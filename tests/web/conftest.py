"""The app that these tests ask, without a network in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.studying import study_course
from tutorial.course.course import Course
from web.site.app import create_app


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory, traces: Path) -> Course:
    """The reference lesson and one lesson of each outcome, run for real."""
    return study_course(tmp_path_factory.mktemp("course"), traces)


@pytest.fixture
def app(course: Course) -> Flask:
    return create_app(course, secret_key="signs the cookies of these tests")


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client
