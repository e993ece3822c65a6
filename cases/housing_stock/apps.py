from django.apps import AppConfig


class HousingStockConfig(AppConfig):
    name = "cases.housing_stock"
    label = "housing_stock"
