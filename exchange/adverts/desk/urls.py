from django.urls import path

from exchange.adverts.desk import views

urlpatterns = [
    path("", views.adverts, name="exchange_adverts"),
    path("start/", views.start, name="exchange_start"),
    path("start/owner/", views.start_for_owner, name="exchange_start_owner"),
    path("start/tenancy/<uuid:pk>/", views.start_from_tenancy, name="exchange_start_tenancy"),
    path("start/flat/<uuid:pk>/", views.start_for_vacant, name="exchange_start_vacant"),
    path("places/", views.place_list, name="exchange_places"),
    path("<uuid:pk>/", views.advert, name="exchange_advert"),
    path("<uuid:pk>/edit/", views.edit, name="exchange_advert_edit"),
    path("<uuid:pk>/publish/", views.publish, name="exchange_advert_publish"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="exchange_advert_withdraw"),
]
