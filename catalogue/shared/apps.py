from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue.shared"
    label = "catalogue"
