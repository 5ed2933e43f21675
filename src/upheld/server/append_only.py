"""Rows that are written once: facts that nothing in the service changes or removes."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

from django.db import models

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class AppendOnlyError(RuntimeError):
    """Code tried to change or remove a fact; a correction is a new fact."""


class Facts(models.QuerySet[Row_co]):
    """Rows that can be read and added to, and nothing else."""

    def update(self, **_: Any) -> NoReturn:
        """Never."""
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed")

    def delete(self) -> NoReturn:
        """Never."""
        raise AppendOnlyError(f"{self.model.__name__} rows are never removed")


class Fact(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Insert; a row that is there already is a fault of ours."""
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} {self.pk} is never changed")
        super().save(*args, **options)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Never."""
        raise AppendOnlyError(f"{type(self).__name__} {self.pk} is never removed")
