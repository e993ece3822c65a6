from django.urls import path

from exchange.sales.portal import views

urlpatterns = [
    path("", views.my_sale, name="my_sale"),
    path("paper/", views.my_sale_paper, name="my_sale_paper"),
]
