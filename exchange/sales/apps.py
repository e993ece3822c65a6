from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "exchange.sales"
    label = "sales"
