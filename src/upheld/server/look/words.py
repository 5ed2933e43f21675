"""Words of a page: text, or text that is translated only when somebody reads it."""

from __future__ import annotations

from django.utils.functional import Promise

Words = str | Promise
