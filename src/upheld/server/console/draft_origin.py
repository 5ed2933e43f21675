"""What a draft of an agreement begins from: a published version, a template, or the bare frame of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from upheld.library.templates import filled, purpose_of, templates
from upheld.server.access.actor import Actor
from upheld.server.accounts.telling import provider_facts
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.reading import published_to
from upheld.server.contracts.stored import Known, stored

Included = tuple[tuple[str, str, str], ...]
"""Published texts, each as (how it is named where it is included, its name, its text)."""

_BLANK = "blank"
_FRAME = """\
upheld: 1
agreement: example
title: Example service level agreement
provider: Example Ltd
version:
  id: "1"
"""
_MOST = 8
"""So many published agreements are offered, the latest first; the others are begun from their own pages."""
_TITLES: Mapping[str, Promise] = MappingProxyType(
    {
        "five-minute-error-rate": _("Error rates of five minutes"), "probe-based": _("Probes from several places"),
        "support-only": _("Support alone"), "tiered-credits": _("Credits in tiers"),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """What a draft begins from; `text` is empty where it begins from nothing."""

    base: PublishedVersion | None = None
    template: str = ""
    text: str = ""

    @property
    def draft(self) -> str:
        """The name under which a browser keeps what is being written."""
        return f"agreement-{self.base.agreement}" if self.base else f"agreement-new-{self.template}".rstrip("-")

    @property
    def query(self) -> str:
        """What the page's address says of it; empty for nothing."""
        return f"from={self.base.agreement}&" if self.base else f"template={self.template}&" if self.template else ""

    @property
    def included(self) -> Included:
        """The published texts that the one that it began from includes."""
        files = self.base.files[1:] if self.base else ()
        return tuple((str(file["asked"]), str(file["name"]), str(file["text"])) for file in files)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Something to begin from: the page's address for it, its title, what it is for, and which version it is."""

    query: str
    title: str
    about: str = ""
    version: str = ""


def origin_of(request: HttpRequest, actor: Actor) -> Origin:
    """What a request says that its draft begins from; nothing, where that is not there for this reader."""
    name, template = (request.POST.get(key) or request.GET.get(key, "") for key in ("from", "template"))
    base = published_to(actor).filter(agreement=name[:64]).first() if name else None
    if base is not None:
        return Origin(base, "", str(base.files[0]["text"]))
    known = {_BLANK: _FRAME, **templates()}
    return Origin(None, template, _own(known[template])) if template in known else Origin()


def published_beginnings(actor: Actor) -> tuple[Beginning, ...]:
    """The latest version of each agreement that was published last."""
    found: dict[str, PublishedVersion] = {}
    for row in published_to(actor).defer("files", "holidays"):
        found.setdefault(row.agreement, row)
    return tuple(
        Beginning(f"from={row.agreement}", stored(Known(row.pk, row.digest)).text.title, row.agreement, row.version)
        for row in list(found.values())[:_MOST]
    )


def template_beginnings() -> tuple[Beginning, ...]:
    """Each template with what it is for, and the bare frame of an agreement."""
    offered = (
        Beginning(f"template={name}", str(_TITLES.get(name, name)), gettext(purpose_of(text)))
        for name, text in templates().items()
    )
    blank = gettext("Nothing but its frame: names, a version, and what you add.")
    return (*offered, Beginning(f"template={_BLANK}", gettext("A blank one"), blank))


def _own(text: str) -> str:
    """A template with the provider's own name, where it has one."""
    return filled(text, None, provider_facts().name or None)
