"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from dukao.oversight.web.views import hits, letters, patterns, rules, stream, transfers

app_name = "oversight"
urlpatterns = [
    path("", stream.stream, name="stream"),
    path("export/", stream.export, name="export"),
    path("news/", stream.news, name="news"),
    path("entries/<int:entry_id>/", stream.entry, name="entry"),
    path("hits/", hits.listing, name="hits"),
    path("hits/export/", hits.export, name="hits_export"),
    path("hits/<int:hit_id>/", hits.show, name="hit"),
    path("hits/<int:hit_id>/judge/", hits.judge, name="judge"),
    path("patterns/", patterns.listing, name="patterns"),
    path("patterns/search/", patterns.search, name="search"),
    path("patterns/<str:code>/", patterns.show, name="pattern"),
    path("letters/", letters.listing, name="letters"),
    path("letters/export/", letters.export, name="letters_export"),
    path("letters/write/", letters.write, name="write"),
    path("letters/<int:letter_id>/", letters.show, name="letter"),
    path("letters/<int:letter_id>/edit/", letters.edit, name="edit"),
    path("letters/<int:letter_id>/send/", letters.send, name="send"),
    path("letters/<int:letter_id>/discard/", letters.discard, name="discard"),
    path("letters/<int:letter_id>/answer/", letters.answer, name="answer"),
    path("letters/<int:letter_id>/end/", letters.end, name="end"),
    path("transfers/", transfers.listing, name="transfers"),
    path("transfers/export/", transfers.export, name="transfers_export"),
    path("transfers/hand-over/", transfers.hand_over, name="hand_over"),
    path("transfers/<int:transfer_id>/", transfers.show, name="transfer"),
    path("transfers/<int:transfer_id>/receive/", transfers.receive, name="receive"),
    path("transfers/<int:transfer_id>/open/", transfers.open_contents, name="open"),
    path("transfers/<int:transfer_id>/end/", transfers.end, name="end_transfer"),
    path("rules/", rules.rules, name="rules"),
]
