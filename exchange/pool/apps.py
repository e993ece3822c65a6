from django.apps import AppConfig


class PoolConfig(AppConfig):
    name = "exchange.pool"
    label = "pool"
