from django.urls import path

from exchange.sales.desk import rule_views, step_views, views

urlpatterns = [
    path("", views.sales, name="sales"),
    path("start/", views.sale_start, name="sale_start"),
    path("start/person/<uuid:pk>/", views.sale_begin_person, name="sale_begin_person"),
    path("start/advert/<uuid:pk>/", views.sale_begin_advert, name="sale_begin_advert"),
    path("start/case/<uuid:pk>/", views.sale_begin_case, name="sale_begin_case"),
    path("calculator/", rule_views.sale_calculator, name="sale_calculator"),
    path("rules/", rule_views.sale_rules, name="sale_rules"),
    path("meetings/", step_views.sale_appointments, name="sale_appointments"),
    path("meetings/<int:pk>/call-off/", step_views.sale_appointment_cancel, name="sale_appointment_cancel"),
    path("items/<int:pk>/", step_views.sale_item, name="sale_item"),
    path("<uuid:pk>/", views.sale, name="sale"),
    path("<uuid:pk>/meeting/", step_views.sale_appointment_new, name="sale_appointment_new"),
    path("<uuid:pk>/close/", views.sale_close, name="sale_close"),
    path("<uuid:pk>/paper/", views.sale_paper, name="sale_paper"),
]
