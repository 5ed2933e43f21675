"""The picture that a telephone reads a secret from (a QR code), as an SVG without any style of its own."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.main import QRCode

_QUIET = 4
_SIDE = 220


def picture_of(text: str, label: str) -> SafeString:
    """The picture of a text; white behind it also where the page is dark, since telephones ask for that."""
    drawn = QRCode(border=_QUIET)
    drawn.add_data(text)
    drawn.make()
    rows = drawn.get_matrix()
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, on in enumerate(row) if on)
    return format_html(
        '<svg role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}" shape-rendering="crispEdges">'
        '<rect width="100%" height="100%" fill="#fff"/><path d="{}" fill="#000"/></svg>',
        label, _SIDE, _SIDE, len(rows), len(rows), dark,
    )  # fmt: skip
