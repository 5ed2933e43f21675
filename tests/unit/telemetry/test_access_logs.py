"""Common and combined logs of nginx and Apache, as they come: quotes, junk, IPv6, old requests."""

from __future__ import annotations

from tests.unit.telemetry.conftest import Files, micro

AGENT = '"-" "curl/8"'


def line(request: str = "GET / HTTP/1.1", status: str = "200", host: str = "192.0.2.1", rest: str = AGENT) -> str:
    return f'{host} - - [17/May/2015:10:05:03 +0200] "{request}" {status} 12 {rest}\n'


def test_a_combined_line_gives_its_instant_method_route_and_status(files: Files) -> None:
    [row] = files.rows("access.log", line("GET /v1/users?id=1 HTTP/1.1", "503"))
    # 10:05:03 two hours east of Greenwich is 08:05:03 UTC.
    assert row == {
        "at": micro("2015-05-17T08:05:03Z"),
        "account": "all",
        "n": 1,
        "method": "GET",
        "route": "/v1/users",
        "status": 503,
    }


def test_a_common_line_without_referer_and_agent_is_read_too(files: Files) -> None:
    [row] = files.rows("access.log", line(rest="").replace(" \n", "\n"))
    assert (row["status"], row["route"]) == (200, "/")


def test_escaped_quotes_in_a_request_do_not_end_it(files: Files) -> None:
    text = line(r"GET /find?q=\"a b\" HTTP/1.1", "404") + line(r"GET /a\\", "200") + line("GET /b HTTP/1.1", "201")
    rows = files.rows("access.log", text)
    assert sorted((row["route"], row["status"]) for row in rows) == [("/a\\\\", 200), ("/b", 201), ("/find", 404)]


def test_an_escaped_quote_in_the_agent_or_referer_changes_nothing(files: Files) -> None:
    [row] = files.rows("access.log", line(rest=r'"http://x/\"y" "an \"agent\" \\"'))
    assert (row["method"], row["route"], row["status"]) == ("GET", "/", 200)


def test_requests_that_are_no_http_count_but_have_no_route(files: Files) -> None:
    text = line("-", "408") + line(r"\x16\x03\x01\x00", "400") + line("", "400") + line("GET /old", "200")
    rows = files.rows("access.log", text)
    assert sorted((row["status"], row["method"] or "", row["route"] or "") for row in rows) == [
        (200, "GET", "/old"),
        (400, "", ""),
        (400, "", ""),
        (408, "", ""),
    ]


def test_bytes_that_are_not_utf8_are_shown_as_web_servers_show_them(files: Files) -> None:
    raw = line("GET /caf? HTTP/1.1").encode().replace(b"caf?", b"caf\xe9")
    [row] = files.rows("access.log", raw)
    assert row["route"] == r"/caf\xe9"


def test_hosts_may_be_ipv6_addresses_and_users_may_have_blanks(files: Files) -> None:
    text = line(host="2001:db8::1").replace("- - [", "- Ada Lovelace [")
    [row] = files.rows("access.log", text, "account: {field: user}\nextra: {client: {field: client}}\n")
    assert (row["account"], row["client"]) == ("Ada Lovelace", "2001:db8::1")


def test_a_full_url_or_a_query_is_reduced_to_the_path(files: Files) -> None:
    text = line("GET http://api.example/v1/x?y=1 HTTP/1.1") + line("GET https://api.example HTTP/1.1")
    text += line("OPTIONS * HTTP/1.1") + line("GET /redirect?to=http://b/c HTTP/1.1")
    assert sorted(row["route"] for row in files.rows("access.log", text)) == ["*", "/", "/redirect", "/v1/x"]


def test_fields_after_the_agent_are_named_by_the_mapping(files: Files) -> None:
    mapping = """
        columns: [forwarded_for, request_time]
        fields: {latency_s: request_time}
        account: {field: forwarded_for}
    """
    text = line(rest=AGENT + ' "tenant one" 0.250') + line(rest=AGENT + ' "-" -')
    rows = files.rows("access.log", text, mapping)
    assert [(row["account"], row["latency_us"]) for row in rows] == [("tenant one", 250_000), (None, None)]


def test_routes_with_identifiers_fold_into_their_patterns(files: Files) -> None:
    text = "".join(line(f"GET {path} HTTP/1.1") for path in ("/users/7", "/users/8?x=1", "/users/7/posts", "/users/"))
    mapping = "format: combined\nroutes: ['/users/{id}', '/users/{id}/posts']\n"
    routes = [row["route"] for row in files.rows("access.log", text, mapping)]
    assert sorted(routes) == ["/users/", "/users/{id}", "/users/{id}", "/users/{id}/posts"]


def test_windows_line_ends_and_a_missing_last_one_lose_nothing(files: Files) -> None:
    text = line("GET /1 HTTP/1.1") + line("GET /2 HTTP/1.1") + line("GET /3 HTTP/1.1")
    reading = files.read([files.write("access.log", text.replace("\n", "\r\n").rstrip())])
    assert (reading.rows, reading.sources[0].lines, reading.bad.total) == (3, 3, 0)


def test_control_characters_in_a_line_lose_nothing(files: Files) -> None:
    reading = files.read([files.write("access.log", line("GET /\x01\x02\x03\x04\x00 HTTP/1.1") * 3)])
    assert (reading.rows, reading.bad.total) == (3, 0)


def test_the_log_of_a_load_balancer_is_read_as_it_is(files: Files) -> None:
    entry = (
        "https 2026-10-02T22:23:00.186641Z app/lb/50dc 192.0.2.1:2817 10.0.0.1:80 0.086 0.048 0.037 502 200 "
        '0 57 "GET https://www.example.com:443/v1/x?a=1 HTTP/1.1" "curl/7.46.0" ECDHE-RSA TLSv1.2 arn:targets/one '
        '"Root=1-58337281" "www.example.com" "arn:cert" 1 2026-10-02T22:22:48.364000Z "authenticate,forward" "-" "-" '
        '"10.0.0.1:80" "200" "-" "-"\n'
    )
    [row] = files.rows("alb.log", entry)
    assert row["at"] == micro("2026-10-02T22:23:00.186641Z")
    assert (row["status"], row["route"], row["method"]) == (502, "/v1/x", "GET")
    assert (row["host"], row["service"], row["latency_us"]) == ("www.example.com", "arn:targets/one", 48_000)
