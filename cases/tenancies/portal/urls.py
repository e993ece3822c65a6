"""The resident's own addresses."""

from django.urls import path

from cases.tenancies.portal import views

urlpatterns = [
    path("my/", views.portal_home, name="portal_home"),
    path("my/reach/", views.my_reach, name="my_reach"),
    path("my/account/<uuid:pk>/", views.my_statement, name="my_statement"),
]
