"""The resident's own address."""

from django.urls import path

from cases.tenancies.portal import views

urlpatterns = [path("my/", views.portal_home, name="portal_home")]
