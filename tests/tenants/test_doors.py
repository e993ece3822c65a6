"""The door: a shut office is a 404, an outage is a 503, and the difference costs one statement a request."""

import logging

import psycopg
import pytest
from django.db import OperationalError, connection, connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from project import urls, urls_public
from tenants.registry import doors
from tests import services


def outage(request):
    """A page during which the server ends the session."""
    with psycopg.connect(services.owner_dsn("postgres"), autocommit=True) as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def defect(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM nothing_of_that_name")


def falling(get_response):
    """As the session does when the database goes between the door and the page."""

    def fall(request):
        raise OperationalError("the server closed the connection")

    return fall


handler500 = "tenants.registry.doors.server_error"
urlpatterns = [
    path("outage/", outage),
    path("api/outage/", outage),
    path("defect/", defect),
    path("well/", lambda request: HttpResponse("well")),
]


@pytest.fixture
def client(own_database, settings):
    settings.ROOT_URLCONF = __name__
    return Client(HTTP_HOST="alder.localhost", raise_request_exception=False)


@pytest.fixture
def unreachable():
    """Send every connection of this process to a server that is not there."""

    def cut():
        connections["default"].close()
        settings_dict["HOST"] = "/nowhere"

    settings_dict = connections["default"].settings_dict
    before = settings_dict["HOST"]
    yield cut
    settings_dict["HOST"] = before
    connections["default"].close()


@pytest.mark.parametrize("remembered", [True, False])
def test_a_database_that_does_not_answer_is_503_and_not_404(client, unreachable, remembered):
    if remembered:
        assert client.get("/well/").status_code == 200
    unreachable()
    page, problem = client.get("/well/"), client.get("/api/well/")
    assert (page.status_code, page["Retry-After"]) == (503, "30")
    assert "Próbálja újra néhány perc múlva" in page.content.decode()
    assert (problem.status_code, problem["Content-Type"]) == (503, "application/problem+json")
    assert problem.json()["title"] == "unavailable"


def test_an_outage_in_the_middle_of_a_page_is_503_and_the_next_page_is_well(client):
    assert client.get("/outage/").status_code == 503
    connections["default"].close()
    problem = client.get("/api/outage/")
    assert (problem.status_code, problem["Content-Type"]) == (503, "application/problem+json")
    connections["default"].close()
    assert client.get("/well/").status_code == 200


def test_an_outage_between_the_door_and_the_page_is_503(client, settings):
    assert (urls.handler500, urls_public.handler500) == (handler500, handler500)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.falling"]
    page, problem = client.get("/well/"), client.get("/api/well/")
    assert (page.status_code, page["Retry-After"]) == (503, "30")
    assert (problem.status_code, problem["Content-Type"]) == (503, "application/problem+json")


def test_a_defect_of_ours_stays_a_500(client, caplog):
    caplog.set_level(logging.CRITICAL, logger="django.request")
    assert client.get("/defect/").status_code == 500


def test_the_door_asks_once_a_request(client):
    client.get("/well/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/well/").status_code == 200
    assert [query["sql"] for query in asked] == [doors.MAY_ENTER]


def test_an_outage_is_not_remembered_as_an_unknown_host(client, unreachable):
    unreachable()
    with pytest.raises(OperationalError):
        doors.office_at("birch.localhost")
    assert doors._remembered == {}
