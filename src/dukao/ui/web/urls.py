from django.urls import path

from dukao.ui.web import views

app_name = "ui"

urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("progress/", views.gallery_progress, name="gallery-progress"),
    path("autosave/", views.gallery_autosave, name="gallery-autosave"),
    path("form/", views.gallery_form, name="gallery-form"),
]
