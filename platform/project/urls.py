"""Addresses on an office's own host."""

from django.urls import include, path

from project import api, front, home, office_admin

handler500 = "tenants.registry.doors.server_error"
urlpatterns = [
    path("", home.home, name="home"),
    path("desk/", home.desk_home, name="desk_home"),
    path("desk/roles/", home.role_table, name="role_table"),
    path("desk/", include("cases.tenancies.desk.urls")),
    path("desk/", include("cases.arrears.desk.urls")),
    path("desk/office/", office_admin.office_home, name="office_home"),
    path("desk/office/staff/", office_admin.staff_list, name="staff"),
    path("desk/office/staff/<uuid:pk>/let-go/", office_admin.staff_let_go, name="staff_let_go"),
    path("desk/office/access/", office_admin.token_list, name="tokens"),
    path("desk/office/access/<int:pk>/revoke/", office_admin.token_revoke, name="token_revoke"),
    path("desk/office/trail/", office_admin.audit_trail, name="audit_trail"),
    path("help/", front.help_list, name="help"),
    path("help/<slug:slug>/", front.help_entry, name="help_entry"),
    path("", include("cases.tenancies.portal.urls")),
    path("", include("cases.arrears.portal.urls")),
    path("language/", home.choose_language, name="choose_language"),
    path("desk/exchange/", include("exchange.moves.desk.urls")),
    path("desk/exchange/sales/", include("exchange.sales.desk.urls")),
    path("my/sale/", include("exchange.sales.portal.urls")),
    path("desk/exchange/", include("exchange.adverts.desk.urls")),
    path("my/exchange/", include("exchange.moves.portal.urls")),
    path("my/exchange/", include("exchange.adverts.portal.urls")),
    path("api/", api.reader, name="api_reader"),
    path("api/v1/openapi.json", api.openapi, name="openapi"),
    path("api/v1/", include("project.api")),
    path("accounts/", include("project.urls_accounts")),
]
