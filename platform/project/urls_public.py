"""Addresses on the bare host: the operator of the service, and what machines ask."""

from django.urls import include, path

from project import home, machine, operator

handler500 = "tenants.registry.doors.server_error"
urlpatterns = [
    path("healthz", machine.healthz, name="healthz"),
    path("metrics", machine.metrics, name="metrics"),
    path("known-host", machine.known_host, name="known_host"),
    path("", operator.front, name="home"),
    path("desk/", operator.operator_home, name="desk_home"),
    path("desk/roles/", home.role_table, name="role_table"),
    path("language/", home.choose_language, name="choose_language"),
    path("accounts/", include("project.urls_accounts")),
]
