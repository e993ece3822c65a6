from django.apps import AppConfig


class AdvertsConfig(AppConfig):
    name = "exchange.adverts"
    label = "adverts"
