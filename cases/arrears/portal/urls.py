"""The resident's addresses around a debt."""

from django.urls import path

from cases.arrears.portal import views

urlpatterns = [
    path("my/talk/<uuid:pk>/", views.my_talk, name="my_talk"),
    path("my/paper/<uuid:pk>/", views.my_paper, name="my_paper"),
    path("my/plan/<uuid:pk>/", views.my_plan, name="my_plan"),
    path("my/plan/<uuid:pk>/paper/", views.my_plan_paper, name="my_plan_paper"),
]
