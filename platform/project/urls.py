"""Addresses on an office's own host."""

from django.urls import include, path

from project import api, home

urlpatterns = [
    path("", home.home, name="home"),
    path("desk/", home.desk_home, name="desk_home"),
    path("desk/roles/", home.role_table, name="role_table"),
    path("language/", home.choose_language, name="choose_language"),
    path("desk/exchange/", include("exchange.adverts.desk.urls")),
    path("my/exchange/", include("exchange.adverts.portal.urls")),
    path("api/", api.reader, name="api_reader"),
    path("api/v1/openapi.json", api.openapi, name="openapi"),
    path("api/v1/", include("project.api")),
    path("accounts/", include("project.urls_accounts")),
]
