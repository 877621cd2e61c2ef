"""Addresses: the pages of scenarios and examples."""

from django.urls import path

from playground.scenarios import views

urlpatterns = [
    path("", views.home, name="home"),
    path("new", views.new, name="new"),
    path("gallery/", views.gallery, name="gallery"),
    path("gallery/<slug:slug>/open", views.gallery_open, name="gallery-open"),
    path("s/<id:scenario_id>/", views.editor, name="editor"),
    path("edit/<slug:secret>", views.edit, name="edit"),
    path("scenarios/", views.mine, name="scenarios"),
    path("scenarios/import", views.import_design, name="scenario-import"),
    path("scenarios/<id:scenario_id>/rename", views.rename, name="scenario-rename"),
    path("scenarios/<id:scenario_id>/duplicate", views.duplicate, name="scenario-duplicate"),
    path("scenarios/<id:scenario_id>/delete", views.delete, name="scenario-delete"),
    path("scenarios/<id:scenario_id>/restore", views.restore, name="scenario-restore"),
    path("scenarios/<id:scenario_id>/export", views.export, name="scenario-export"),
]
