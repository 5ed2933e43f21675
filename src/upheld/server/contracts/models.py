"""Rows of published agreement versions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from upheld.server.append_only import Fact, Facts


class PublishedVersion(Fact):
    """One version of an agreement as it was published.

    `files` are its texts, its own first: [{"name", "text"}]. `holidays` are the dates that stood behind each named
    list of holidays at that time: {"DE-BE": ["2026-01-01", ...]}; a newer list changes no published version.
    """

    agreement = models.SlugField(max_length=64)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    files = models.JSONField()
    holidays = models.JSONField()
    effective = models.DateField(null=True)
    announced = models.DateField(null=True)
    published_at = models.DateTimeField()

    objects: ClassVar[models.Manager[PublishedVersion]] = models.Manager.from_queryset(Facts["PublishedVersion"])()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("agreement", "version"), name="version_once"),)
