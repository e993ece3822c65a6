"""Addresses of the tenancies' desk."""

from django.urls import path

from cases.tenancies.desk import imports, lettings, statements, views

urlpatterns = [
    path("tenancies/", views.tenancies, name="tenancies"),
    path("tenancies/new/", lettings.tenancy_new, name="tenancy_new"),
    path("tenancies/new/person/", lettings.person_new, name="person_new"),
    path("tenancies/new/flat/", lettings.dwelling_new, name="dwelling_new"),
    path("tenancies/<uuid:pk>/", views.tenancy, name="tenancy"),
    path("tenancies/<uuid:pk>/payment/", views.payment, name="payment_new"),
    path("tenancies/payments/<uuid:pk>/take-back/", views.payment_back, name="payment_back"),
    path("rent-rolls/", imports.rent_rolls, name="rent_rolls"),
    path("rent-rolls/check/<uuid:pk>/", imports.rent_roll_check, name="rent_roll_check"),
    path("rent-rolls/<uuid:pk>/", imports.rent_roll, name="rent_roll"),
    path("rent-rolls/<uuid:pk>/leave-out-rest/", imports.leave_out_rest, name="leave_out_rest"),
    path("rent-rolls/rows/<int:pk>/", imports.imported_row, name="imported_row"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<uuid:pk>/", statements.statement, name="statement"),
    path("statements/lines/", statements.lines, name="lines"),
    path("statements/lines/<int:pk>/", statements.line, name="line"),
    path("statements/lines/<int:pk>/settle/", statements.settle_line, name="settle_line"),
]
