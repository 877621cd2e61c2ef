"""Addresses: the pages that are made from the catalogue."""

from django.urls import path

from playground.reference import views

urlpatterns = [
    path("components/", views.components, name="components"),
    path("components/<slug:name>/", views.component, name="component"),
    path("presets/<slug:name>/", views.preset, name="preset"),
    path("findings/", views.findings, name="findings"),
    path("findings/<slug:slug>/", views.finding, name="finding"),
    path("checked/", views.checked, name="checked"),
    path("validation/", views.validation_page, name="validation"),
    path("classes/", views.classes, name="classes"),
]
