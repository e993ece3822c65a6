from django.urls import path

from exchange.adverts.portal import market, photo_views, views

urlpatterns = [
    path("", views.mine, name="my_exchange"),
    path("start/", views.start, name="my_exchange_start"),
    path("check/", views.check, name="my_exchange_check"),
    path("publish/", views.publish, name="my_exchange_publish"),
    path("withdraw/", views.withdraw, name="my_exchange_withdraw"),
    path("proposal/", views.proposal, name="my_exchange_proposal"),
    path("photos/", photo_views.photo_list, name="my_exchange_photos"),
    path("photos/<int:pk>/", photo_views.photo, name="my_exchange_photo"),
    path("photos/<int:pk>/caption/", photo_views.caption, name="my_exchange_photo_caption"),
    path("photos/<int:pk>/delete/", photo_views.delete, name="my_exchange_photo_delete"),
    path("market/", market.my_market, name="my_exchange_market"),
    path("question/<slug:slug>/", views.question, name="my_exchange_question"),
]
