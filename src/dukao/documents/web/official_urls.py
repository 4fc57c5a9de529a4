"""Addresses of official documents."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dukao.documents.web import acts, compose, document, register, rules, series, templates

app_name = "official"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", register.register, name="register"),
    path("export/", register.export, name="export"),
    path("post/", register.post, name="post"),
    path("post/export/", register.export_post, name="export_post"),
    path("post/<int:receipt_id>/receive/", acts.receive, name="receive"),
    path("new/", compose.new, name="new"),
    path("preview/", compose.preview, name="preview"),
    path("series/", series.listing, name="series"),
    path("rules/", rules.rules, name="rules"),
    path("templates/", templates.listing, name="templates"),
    path("templates/<slug:kind>/", templates.current, name="template"),
    path("templates/<slug:kind>/replace/", templates.replace, name="replace_template"),
    path("templates/<slug:kind>/restore/", templates.restore, name="restore_template"),
    path("<int:document_id>/", document.show, name="show"),
    path("<int:document_id>/word/", document.word, name="word"),
    path("<int:document_id>/pdf/", document.pdf, name="pdf"),
    path("<int:document_id>/archive/", document.archive, name="archive"),
    path("<int:document_id>/edit/", compose.edit, name="edit"),
    path("<int:document_id>/send/", acts.send, name="send"),
    path("<int:document_id>/recall/", acts.recall, name="recall"),
    path("<int:document_id>/send-back/", acts.send_back, name="send_back"),
    path("<int:document_id>/issue/", acts.issue, name="issue"),
    path("<int:document_id>/void/", acts.void, name="void"),
]
