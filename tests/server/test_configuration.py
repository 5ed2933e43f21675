"""The configuration: from a file and the environment, every fault at once, and closed to slips."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from upheld.problems import Refused
from upheld.server.configuration import Configuration
from upheld.server.keys import ensure_keys, key_file, keys_of
from upheld.server.settings import settings_of


def faults(environment: dict[str, str], file: Path | None = None) -> set[tuple[str, str]]:
    """Where and on what each fault is found."""
    with pytest.raises(Refused) as refused:
        Configuration.of(environment, file)
    return {(problem.place.file, problem.field) for problem in refused.value.problems}


def test_without_any_setting_it_listens_to_this_machine_alone() -> None:
    told = Configuration.of({})
    assert (told.address, told.on_sqlite, told.over_tls) == (("127.0.0.1", 8080), True, False)


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "upheld.toml"
    file.write_text('listen = "127.0.0.1:1"\nworker_threads = 2\n[mail]\nhost = "a"\nsender = "a@example.com"\n')
    told = Configuration.of({"UPHELD_CONFIG": str(file), "UPHELD_LISTEN": "192.0.2.1:2", "UPHELD_MAIL_HOST": "b"})
    assert (told.address, told.worker_threads) == (("192.0.2.1", 2), 2)
    assert told.mail is not None
    assert (told.mail.host, told.mail.sender) == ("b", "a@example.com")


def test_every_fault_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "upheld.toml"
    file.write_text('data_dri = "x"\nbase_url = "example.com"\n[mail]\nhost = "a"\nport = 0\n')
    environment = {"UPHELD_LISTEN": "8080", "UPHELD_DATABASE": "mysql://x", "UPHELD_COLOUR": "red"}
    assert faults(environment, file) == {
        (str(file), "data_dri"), (str(file), "base_url"), (str(file), "mail.port"), (str(file), "mail.sender"),
        ("environment", "UPHELD_LISTEN"), ("environment", "UPHELD_DATABASE"), ("environment", "UPHELD_COLOUR"),
    }  # fmt: skip


def test_a_file_that_cannot_be_read_is_one_clear_fault(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("listen = ")
    for name in ("missing.toml", "broken.toml"):
        assert faults({}, tmp_path / name) == {(str(tmp_path / name), "")}


def test_a_secret_is_shown_nowhere() -> None:
    secret = "correct-horse-battery"  # noqa: S105 - of this test alone
    environment = {
        "UPHELD_DATABASE": f"postgresql://u:{secret}@h/d", "UPHELD_MAIL_PASSWORD": secret, "UPHELD_MAIL_HOST": "a",
        "UPHELD_MAIL_SENDER": "a@example.com",
    }  # fmt: skip
    assert secret not in repr(Configuration.of(environment))
    with pytest.raises(Refused) as refused:
        Configuration.of({"UPHELD_SECRET_KEY": secret, "UPHELD_DATABASE": f"mysql://{secret}"})
    assert len(refused.value.problems) == 2
    assert secret not in str(refused.value)


def test_keys_are_made_once_and_read_by_their_owner_alone(tmp_path: Path) -> None:
    told = Configuration(data_dir=tmp_path / "data")
    with pytest.raises(Refused, match="there are no keys"):
        keys_of(told)
    assert (ensure_keys(told), ensure_keys(told)) == (True, False)
    assert stat.S_IMODE(key_file(told).stat().st_mode) == 0o600
    assert len(keys_of(told).secret_key) >= 64
    assert [file.name for file in told.data_dir.iterdir()] == ["keys.json"]
    key_file(told).chmod(0o644)
    with pytest.raises(Refused, match="others may read the keys"):
        keys_of(told)


def test_over_https_cookies_go_no_other_way(tmp_path: Path) -> None:
    told = Configuration(data_dir=tmp_path, base_url="https://support.example.com")
    ensure_keys(told)
    made = settings_of(told, keys_of(told))
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "DEBUG")
    assert [made[name] for name in names] == [True, True, True, False]


def test_the_address_of_a_database_is_taken_apart(tmp_path: Path) -> None:
    told = Configuration.model_validate(
        {"data_dir": tmp_path, "database": "postgresql://u%40x:p%2Fw@db.example:6432/upheld?sslmode=require"}
    )
    ensure_keys(told)
    databases = settings_of(told, keys_of(told))["DATABASES"]
    assert isinstance(databases, dict)
    made = databases["default"]
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    # What is asked of the library: a server that is gone without a word is given up after some seconds.
    options = {"connect_timeout": "5", "tcp_user_timeout": "10000", "sslmode": "require"}
    assert [made[name] for name in names] == ["upheld", "u@x", "p/w", "db.example", "6432", options]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("UPHELD_LISTEN", "[::1:8080"), ("UPHELD_LISTEN", "my host:80"), ("UPHELD_LISTEN", "127.0.0.1:\u0663\u0660"),
        ("UPHELD_LISTEN", "127.0.0.1:65536"), ("UPHELD_BASE_URL", "http://a:99999"), ("UPHELD_BASE_URL", "http://[::1"),
        ("UPHELD_DATABASE", "postgresql://a:hidden@b:c/d"), ("UPHELD_DATABASE", "postgresql://a:hidden@[::1/d"),
    ],
)  # fmt: skip
def test_what_is_no_address_is_a_fault(name: str, value: str) -> None:
    assert faults({name: value}) == {("environment", name)}


@pytest.mark.parametrize("listen", ["[::1]:8080", "::1:8080"])
def test_an_address_of_ipv6_is_taken_with_brackets_or_without(listen: str) -> None:
    assert Configuration.of({"UPHELD_LISTEN": listen}).address == ("::1", 8080)


@pytest.mark.parametrize(
    "text", ["", '{"secret_key": ', "[]", '{"secret_key": 7}', '{"secret_key": "short"}', "[" * 9999]
)
def test_keys_that_are_none_are_a_fault_of_their_file(text: str, tmp_path: Path) -> None:
    told = Configuration.of({"UPHELD_DATA_DIR": str(tmp_path)})
    key_file(told).write_text(text)
    key_file(told).chmod(0o600)
    with pytest.raises(Refused, match=r"keys\.json: error: holds no `secret_key` of at least 50 characters"):
        keys_of(told)
