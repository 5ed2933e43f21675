"""What the service answers, as frozen values."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, PrivateAttr


class Answer(BaseModel):
    """An answer of the service, or a part of one. Fields that a newer service has beside them are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    _etag: str = PrivateAttr("")

    @property
    def etag(self) -> str:
        """What `if_match` takes, to change the thing only as it stands here; empty where the service gave none."""
        return self._etag

    def tagged(self, etag: str) -> None:
        """Note the ETag that came with the answer."""
        self._etag = etag
