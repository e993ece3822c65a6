from django.apps import AppConfig


class ArrearsConfig(AppConfig):
    name = "cases.arrears"
    label = "arrears"
