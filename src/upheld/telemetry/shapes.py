"""Named shapes of logs: which of their fields is the time, the status, the route and so on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

COMMON_TIME = "%d/%b/%Y:%H:%M:%S %z"


@dataclass(frozen=True, slots=True)
class Shape:
    """The usual names in one kind of log.

    `times` are (field, format) pairs and `fields` name candidates for each field of ours; the first that the
    source has is taken. `null_words` stand for a value that is not known.
    """

    times: tuple[tuple[str, str], ...]
    fields: Mapping[str, tuple[str, ...]]
    null_words: tuple[str, ...] = ("", "-")


# The parts of a common or combined log line, as the reader names them.
_ACCESS_LOG = Shape(
    times=(("time", COMMON_TIME),),
    fields=MappingProxyType({"status": ("status",), "request": ("request",)}),
)

# https://nginx.org/en/docs/http/ngx_http_log_module.html and the core module's variables, used as the JSON keys.
_NGINX_JSON = Shape(
    times=(
        ("time_iso8601", "iso"),
        ("msec", "epoch_s"),
        ("time_local", COMMON_TIME),
        ("@timestamp", "iso"),
        ("timestamp", "iso"),
        ("time", "iso"),
    ),
    fields=MappingProxyType(
        {
            "status": ("status",),
            "method": ("request_method",),
            "route": ("request_uri", "uri"),
            "request": ("request",),
            "host": ("host", "server_name", "http_host"),
            "latency_s": ("request_time",),
            "idempotency_key": ("http_idempotency_key",),
        }
    ),
)

# https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage and Istio's JSON keys.
_ENVOY = Shape(
    times=(("start_time", "iso"), ("timestamp", "iso")),
    fields=MappingProxyType(
        {
            "status": ("response_code",),
            "code": ("response_flags",),
            "method": ("method",),
            "route": ("path",),
            "host": ("authority",),
            "latency_ms": ("duration",),
        }
    ),
)

# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
_AWS_ALB = Shape(
    times=(("time", "iso"),),
    fields=MappingProxyType(
        {
            "status": ("elb_status_code",),
            "code": ("error_reason",),
            "request": ("request",),
            "method": ("request_verb",),
            "route": ("request_url",),
            "host": ("domain_name",),
            "service": ("target_group_arn",),
            "latency_s": ("target_processing_time",),
        }
    ),
)

# Our own names, for tables that already use them.
_PLAIN = Shape(
    times=(("time", "iso"), ("timestamp", "iso")),
    fields=MappingProxyType(
        {
            name: (name,)
            for name in (
                "status", "code", "method", "route", "host", "environment", "stage", "region", "service", "member",
                "state", "latency_s", "latency_ms", "latency_us", "attempt", "idempotency_key",
            )
        }
    ),
    null_words=("",),
)  # fmt: skip

SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "access_log": _ACCESS_LOG,
        "nginx_json": _NGINX_JSON,
        "envoy": _ENVOY,
        "aws_alb": _AWS_ALB,
        "plain": _PLAIN,
    }
)
