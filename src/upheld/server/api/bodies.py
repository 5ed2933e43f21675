"""What calls send, as most operations take it: bodies closed to fields that they do not know, numbers in paths."""

from __future__ import annotations

from typing import Annotated

from ninja import Path
from pydantic import BaseModel, ConfigDict

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
"""The number of something, in a path."""


class Body(BaseModel):
    """A body that is closed to fields that it does not know; its texts are taken without the space around them."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
