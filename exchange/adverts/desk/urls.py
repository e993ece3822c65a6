from django.urls import path

from exchange.adverts.desk import market_views, photo_views, verification_views, views

urlpatterns = [
    path("", views.adverts, name="exchange_adverts"),
    path("start/", views.start, name="exchange_start"),
    path("start/owner/", views.start_for_owner, name="exchange_start_owner"),
    path("start/tenancy/<uuid:pk>/", views.start_from_tenancy, name="exchange_start_tenancy"),
    path("start/flat/<uuid:pk>/", views.start_for_vacant, name="exchange_start_vacant"),
    path("places/", views.place_list, name="exchange_places"),
    path("settings/", verification_views.office_setting, name="exchange_settings"),
    path("market/", market_views.flats, name="exchange_market"),
    path("market/new/", market_views.record, name="exchange_market_new"),
    path("market/<int:pk>/", market_views.change, name="exchange_market_flat"),
    path("market/<int:pk>/again/", market_views.see_again, name="exchange_market_again"),
    path("market/<int:pk>/remove/", market_views.remove, name="exchange_market_remove"),
    path("photos/<int:pk>/", photo_views.photo, name="exchange_photo"),
    path("photos/<int:pk>/caption/", photo_views.caption, name="exchange_photo_caption"),
    path("photos/<int:pk>/delete/", photo_views.delete, name="exchange_photo_delete"),
    path("<uuid:pk>/", views.advert, name="exchange_advert"),
    path("<uuid:pk>/edit/", views.edit, name="exchange_advert_edit"),
    path("<uuid:pk>/publish/", views.publish, name="exchange_advert_publish"),
    path("<uuid:pk>/checklist/", verification_views.checklist, name="exchange_checklist"),
    path("<uuid:pk>/verify/", verification_views.verify, name="exchange_advert_verify"),
    path("<uuid:pk>/photos/", photo_views.photo_list, name="exchange_photos"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="exchange_advert_withdraw"),
]
