from django.apps import AppConfig


class MovesConfig(AppConfig):
    name = "exchange.moves"
    label = "moves"
