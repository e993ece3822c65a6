"""Addresses on an office's own host."""

from django.urls import include, path

from project import home

urlpatterns = [
    path("", home.home, name="home"),
    path("desk/", home.desk_home, name="desk_home"),
    path("desk/roles/", home.role_table, name="role_table"),
    path("language/", home.choose_language, name="choose_language"),
    path("accounts/", include("project.urls_accounts")),
]
