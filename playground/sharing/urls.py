"""Addresses: the pages of share links."""

from django.urls import path

from playground.sharing import views

urlpatterns = [
    path("share/<id:slug>/", views.share, name="share"),
    path("share/<id:slug>/fork", views.fork, name="share-fork"),
]
