"""JSON lines in the shapes of nginx, Envoy and AWS, and in any other by a mapping."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from tests.unit.telemetry.conftest import Files, micro
from upheld.telemetry.limits import Limits
from upheld.telemetry.options import Options

AT = "2026-10-17T11:08:00.250Z"


def test_nginx_variables_are_known_by_their_names(files: Files) -> None:
    entry = {"time_iso8601": "2026-10-17T13:08:00+02:00", "status": 502, "request_method": "GET",
             "request_uri": "/v1/x?y=1", "request_time": "1.250", "host": "api.example"}  # fmt: skip
    [row] = files.rows("nginx.json", json.dumps(entry))
    assert (row["at"], row["status"], row["method"]) == (micro("2026-10-17T11:08:00Z"), 502, "GET")
    assert (row["route"], row["latency_us"], row["host"]) == ("/v1/x", 1_250_000, "api.example")


def test_envoy_names_its_fields_otherwise(files: Files) -> None:
    entry = {"start_time": AT, "response_code": 0, "response_flags": "DC", "method": "POST", "path": "/v1/x",
             "duration": 12, "authority": "api.example"}  # fmt: skip
    [row] = files.rows("envoy.json", json.dumps(entry))
    # A status of 0 is what Envoy writes when the client left: it is a status, and known.
    assert (row["at"], row["status"], row["code"], row["latency_us"]) == (micro(AT), 0, "DC", 12_000)


def test_a_load_balancer_log_turned_into_json_is_known(files: Files) -> None:
    entry = {"time": AT, "elb_status_code": "504", "request": "GET https://a:443/v1/x?y HTTP/2.0",
             "target_processing_time": "-1", "domain_name": "a"}  # fmt: skip
    [row] = files.rows("alb.json", json.dumps(entry), "shape: aws_alb")
    # -1 means that no time was measured: not known, and not zero.
    assert (row["status"], row["route"], row["latency_us"]) == (504, "/v1/x", None)


def test_a_mapping_reaches_into_nested_objects_by_pointer(files: Files) -> None:
    mapping = """
        time: {field: ts, format: epoch_ms}
        account: {field: /customer/id}
        fields: {status: /http/status, route: http.path, attempt: try}
        extra: {tier: {field: plan}, beta: {field: beta, type: boolean}, size: {field: size, type: integer}}
        constants: {environment: production}
    """
    entry = {"ts": 1_792_235_280_250, "customer": {"id": "acme"}, "http": {"status": 200}, "http.path": "/a",
             "try": 2, "plan": "gold", "beta": True, "size": 7}  # fmt: skip
    [row] = files.rows("any.json", json.dumps(entry), mapping)
    # 1,792,235,280 s after 1970 is 2026-10-17 11:08:00 UTC (20,743 days and 40,080 s).
    assert row == {
        "at": micro("2026-10-17T11:08:00.250Z"), "account": "acme", "n": 1, "attempt": 2, "route": "/a", "status": 200,
        "beta": True, "size": 7, "tier": "gold", "environment": "production",
    }  # fmt: skip


def test_a_field_that_is_called_account_is_the_account(files: Files) -> None:
    lines = [{"time": AT, "account": "acme", "status": 200}, {"time": AT, "account": "beta", "status": 200}]
    rows = files.rows("a.json", "\n".join(map(json.dumps, lines)))
    assert [row["account"] for row in rows] == ["acme", "beta"]
    # Where the mapping uses the field for something else, or names another, it says whose the rows are.
    used = files.rows("b.json", json.dumps(lines[0]), "extra: {customer: {field: account}}\n")
    named = files.rows("c.json", json.dumps(lines[0]), "account: {constant: everybody}\n")
    assert [row["account"] for row in (*used, *named)] == ["all", "everybody"]


def test_fields_that_a_source_lacks_are_absent_and_not_null(files: Files) -> None:
    reading = files.read([files.write("a.json", json.dumps({"time": AT, "status": 200}))])
    assert list(reading.fields) == ["at", "account", "n", "status"]


def test_only_fields_that_are_asked_for_are_read(files: Files) -> None:
    source = files.write("a.json", json.dumps({"time": AT, "status": 200, "route": "/a", "method": "GET"}))
    reading = files.read([source], options=Options(fields={"route"}))
    assert list(reading.fields) == ["at", "account", "n", "route"]


def test_lines_that_are_no_objects_are_bad_and_the_rest_counts(files: Files) -> None:
    good = json.dumps({"time": AT, "status": 200})
    junk = ["[1]", "null", good + good, good[:-1], "{}", "[" * 20_000, '{"time": 1e400, "status": 200}', "NaN"]
    text = "\n".join([good, "", *junk, "   ", f"  {good}  "])
    reading = files.read([files.write("a.json", text)], limits=Limits(bad_share=Fraction(1)))
    # Line 1 and the last (blanks around an object do no harm) are good; lines 2 and 11 are blank.
    assert (reading.rows, reading.sources[0].blank, reading.bad.total) == (2, 2, len(junk))
    assert dict(reading.bad.by_reason) == {"not a JSON object": 6, "time missing": 1, "time unreadable": 1}


def test_bad_lines_far_behind_keep_their_numbers_and_texts(files: Files) -> None:
    lines = [json.dumps({"time": AT, "status": 200, "route": f"/{i}"}) for i in range(1, 20_001)]
    lines[12_344], lines[16_999], lines[19_999] = '{"time": 1}', '{"time"', json.dumps({"time": AT, "status": "x"})
    sources = [files.write("a.json", "\n".join(lines)), files.write("b.json", f"{lines[0]}\n{{}}\n{lines[1]}")]
    reading = files.read(sources, limits=Limits(bad_share=Fraction(1)))
    assert [(Path(bad.file).name, bad.line, bad.reason, bad.text) for bad in reading.bad.examples] == [
        ("a.json", 12_345, "time unreadable", '{"time": 1}'),
        ("a.json", 17_000, "not a JSON object", '{"time"'),
        ("a.json", 20_000, "status not a number", lines[19_999]),
        ("b.json", 2, "time missing", "{}"),
    ]
    assert (reading.rows, [source.bad for source in reading.sources]) == (19_999, [3, 1])


def test_objects_nested_without_end_do_no_harm(files: Files) -> None:
    good = json.dumps({"time": AT, "status": 200})
    deep = '{"time": "' + AT + '", "status": 200, "route": ' + "[" * 30_000 + "]" * 30_000 + "}"
    reading = files.read([files.write("a.json", f"{good}\n{deep}\n")], limits=Limits(bad_share=Fraction(1)))
    assert reading.rows + reading.bad.total == 2


def test_a_field_of_the_mapping_that_no_row_has_is_refused(files: Files) -> None:
    source = files.write("a.json", json.dumps({"time": AT, "status": 200, "tenant": "acme"}))
    problem = files.refusal([source], "account: {field: tennant}")
    assert problem == (
        "a.json: error: account: no row has a value for the field `tennant` "
        "(correct its name, or leave it out of the mapping)"
    )


def test_large_numbers_keep_every_digit(files: Files) -> None:
    text = '{"ts": 1792235280123456789, "status": 200}\n{"ts": 1792235280999999999, "status": 200}'
    rows = files.rows("a.json", text, "time: {field: ts, format: epoch_ns}")
    assert [row["at"] for row in rows] == [1_792_235_280_123_456, 1_792_235_280_999_999]
