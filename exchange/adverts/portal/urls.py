from django.urls import path

from exchange.adverts.portal import views

urlpatterns = [
    path("", views.mine, name="my_exchange"),
    path("start/", views.start, name="my_exchange_start"),
    path("check/", views.check, name="my_exchange_check"),
    path("publish/", views.publish, name="my_exchange_publish"),
    path("withdraw/", views.withdraw, name="my_exchange_withdraw"),
    path("proposal/", views.proposal, name="my_exchange_proposal"),
    path("question/<slug:slug>/", views.question, name="my_exchange_question"),
]
