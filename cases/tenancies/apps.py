from django.apps import AppConfig


class TenanciesConfig(AppConfig):
    name = "cases.tenancies"
    label = "tenancies"
