"""The paths and bodies of the Statuspage API, version 2, key for key: clients that speak it speak to us."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType

from upheld.server.statuspage.views import Change, ComponentView, IncidentView, PostView, Site

Json = dict[str, object]
NEWEST = 50
_UNRESOLVED = frozenset({"investigating", "identified", "monitoring"})
_ACTIVE = frozenset({"in_progress", "verifying"})
_SPOKEN: Mapping[str, str] = MappingProxyType({"cancelled": "completed"})
"""Words of ours for which clients have another: of a maintenance that was called off they know that it is over."""


def instant(at: dt.datetime | None) -> str | None:
    """`2026-08-22T22:15:57.599Z`: milliseconds, always, and always UTC."""
    if at is None:
        return None
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def summary(site: Site) -> Json:
    """Components, what is unresolved, what is scheduled or under way, and the page's own status."""
    return {
        **components(site),
        "incidents": [_incident(each, site) for each in site.incidents if each.status in _UNRESOLVED],
        "scheduled_maintenances": _maintenances(site, _ACTIVE | {"scheduled"}),
        **_status(site),
    }


def status(site: Site) -> Json:
    """The page's own status."""
    return {**_page(site), **_status(site)}


def components(site: Site) -> Json:
    """Every component, a group with the ids of its members."""
    return {**_page(site), "components": [_component(each, site) for each in site.components]}


def incidents(site: Site) -> Json:
    """The newest incidents, over or not."""
    told = [{**_incident(each, site), **_post_mortem(each)} for each in site.incidents[:NEWEST]]
    return {**_page(site), "incidents": told}


def unresolved(site: Site) -> Json:
    """Incidents that are not over."""
    told = [_incident(each, site) for each in site.incidents if each.status in _UNRESOLVED]
    return {**_page(site), "incidents": told}


def scheduled_maintenances(site: Site) -> Json:
    """The newest maintenances, over or not."""
    known = _ACTIVE | {"scheduled", "completed"}
    return {**_page(site), "scheduled_maintenances": _maintenances(site, known)[:NEWEST]}


def upcoming(site: Site) -> Json:
    """Maintenances that have not begun."""
    return {**_page(site), "scheduled_maintenances": _maintenances(site, frozenset({"scheduled"}))}


def active(site: Site) -> Json:
    """Maintenances that are under way."""
    return {**_page(site), "scheduled_maintenances": _maintenances(site, _ACTIVE)}


PATHS: Mapping[str, Callable[[Site], Json]] = MappingProxyType(
    {
        "/api/v2/summary.json": summary,
        "/api/v2/status.json": status,
        "/api/v2/components.json": components,
        "/api/v2/incidents.json": incidents,
        "/api/v2/incidents/unresolved.json": unresolved,
        "/api/v2/scheduled-maintenances.json": scheduled_maintenances,
        "/api/v2/scheduled-maintenances/upcoming.json": upcoming,
        "/api/v2/scheduled-maintenances/active.json": active,
    }
)


def page(site: Site) -> Json:
    """Whose page it is, as every body begins."""
    return {
        "id": site.id, "name": site.name, "url": site.url, "time_zone": "Etc/UTC" if site.zone == "UTC" else site.zone,
        "updated_at": instant(site.updated_at),
    }  # fmt: skip


def incident_page(site: Site, code: str) -> str:
    """The address of an incident's page."""
    return f"{site.url}/status/incidents/{code}"


def incident(site: Site, told: IncidentView) -> Json:
    """An incident or a maintenance as webhooks have it."""
    return _incident(told, site) if told.window is None else _maintenance(told, site)


def component(site: Site, told: ComponentView) -> Json:
    """A component as webhooks have it."""
    return _component(told, site)


def _page(site: Site) -> Json:
    return {"page": page(site)}


def _status(site: Site) -> Json:
    indicator, description = site.verdict
    return {"status": {"indicator": indicator, "description": description}}


def _component(each: ComponentView, site: Site) -> Json:
    told: Json = {
        "id": each.code, "name": each.name, "status": each.status, "created_at": instant(each.created_at),
        "updated_at": instant(each.updated_at), "position": each.position, "description": each.description or None,
        "showcase": not each.is_group, "start_date": each.created_at.date().isoformat(),
        "group_id": each.group or None, "page_id": site.id, "group": each.is_group, "only_show_if_degraded": False,
    }  # fmt: skip
    if each.is_group:
        told["components"] = [one.code for one in site.components if one.group == each.code]
    return told


def _told(each: IncidentView, site: Site) -> Json:
    """What incidents and maintenances have in common."""
    return {
        "id": each.code, "name": each.title, "status": _spoken(each.status), "created_at": instant(each.created_at),
        "updated_at": instant(each.updated_at), "monitoring_at": instant(each.monitoring_at),
        "resolved_at": instant(each.resolved_at), "impact": each.impact, "shortlink": incident_page(site, each.code),
        "started_at": instant(each.started_at), "page_id": site.id,
        "incident_updates": [_update(post, each) for post in each.posts],
        "components": [_component(one, site) for one in site.named(each.components)],
    }  # fmt: skip


def _incident(each: IncidentView, site: Site) -> Json:
    return {**_told(each, site), "reminder_intervals": None}


def _maintenance(each: IncidentView, site: Site) -> Json:
    window = each.window
    assert window is not None  # noqa: S101 - what has none is an incident
    return {
        **_told(each, site), "scheduled_for": instant(window.begins), "scheduled_until": instant(window.ends),
    }  # fmt: skip


def _maintenances(site: Site, wanted: frozenset[str]) -> list[Json]:
    return [_maintenance(each, site) for each in site.maintenances if each.status in wanted]


def _update(post: PostView, of: IncidentView) -> Json:
    at = instant(post.at)
    return {
        "id": post.code, "status": _spoken(post.status), "body": post.body, "incident_id": of.code, "created_at": at,
        "updated_at": instant(post.corrected_at) or at, "display_at": at,
        "affected_components": [_change(each) for each in post.changes] or None, "deliver_notifications": True,
        "custom_tweet": None, "tweet_id": None,
    }  # fmt: skip


def _spoken(status: str) -> str:
    return _SPOKEN.get(status, status)


def _change(each: Change) -> Json:
    return {
        "code": each.code, "name": each.name, "old_status": each.old_status, "new_status": each.new_status,
    }  # fmt: skip


def _post_mortem(each: IncidentView) -> Json:
    """The keys that an incident with a post-mortem has beside the others."""
    post = next((one for one in each.posts if one.status == "postmortem"), None)
    if post is None:
        return {}
    at = instant(post.corrected_at or post.at)
    return {
        "postmortem_body": post.body, "postmortem_body_last_updated_at": at, "postmortem_ignored": False,
        "postmortem_notified_subscribers": True, "postmortem_notified_twitter": False,
        "postmortem_published_at": instant(post.at),
    }  # fmt: skip
