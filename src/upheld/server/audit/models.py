"""The audit trail's rows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from upheld.server.append_only import Fact, Facts


class AuditEntry(Fact):
    """One act. `actor` is such as `person:12`, `key:3` or `system:worker`; the digests are SHA-256 in hex.

    `account` is the account's id where the object is an account's own; it is no foreign key, so that the trail
    outlives everything it tells of.
    """

    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    account = models.BigIntegerField(null=True)
    before = models.CharField(max_length=64, blank=True)
    after = models.CharField(max_length=64, blank=True)

    objects: ClassVar[models.Manager[AuditEntry]] = models.Manager.from_queryset(Facts["AuditEntry"])()

    class Meta:
        indexes = (models.Index(fields=("object_kind", "object_id"), name="audit_object"),)
