from django.urls import path

from exchange.moves.portal import views

urlpatterns = [
    path("steps/", views.steps_page, name="my_exchange_steps"),
    path("steps/viewing/<int:pk>/", views.choose, name="my_exchange_choose"),
    path("steps/seen/", views.seen, name="my_exchange_seen"),
    path("steps/leave/", views.leave, name="my_exchange_leave"),
    path("steps/papers/<slug:kind>/", views.paper, name="my_exchange_paper"),
]
