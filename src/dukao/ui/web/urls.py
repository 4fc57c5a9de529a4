from django.urls import path

from dukao.ui.web import views

app_name = "ui"

urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("progress/", views.gallery_progress, name="gallery_progress"),
    path("autosave/", views.gallery_autosave, name="gallery_autosave"),
    path("form/", views.gallery_form, name="gallery_form"),
]
