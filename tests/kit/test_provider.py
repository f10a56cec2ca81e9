"""What an operator says of the organisation's own sign-in: all of it or nothing, and each mistake in a line."""

from pathlib import Path

import pytest

from undersigned.kit.env import Environment, SettingsRefused
from undersigned.kit.provider import Provider, is_trusted_address, read

WHOLE = {
    "UNDERSIGNED_OIDC_URL": "https://id.example.org/realms/home/",
    "UNDERSIGNED_OIDC_CLIENT": "undersigned",
    "UNDERSIGNED_OIDC_SECRET": "s3cret",
    "UNDERSIGNED_OIDC_NAME": "Riverside ID",
}


def _read(monkeypatch: pytest.MonkeyPatch, **settings: str) -> Provider | None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    environment = Environment()
    found = read(environment)
    environment.finish()
    return found


def test_without_settings_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _read(monkeypatch) is None


def test_all_of_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {
        "UNDERSIGNED_OIDC_DOMAINS": "Example.org, home.example.net",
        "UNDERSIGNED_OIDC_ACCOUNTS": "new",
    }
    found = _read(monkeypatch, **WHOLE, **more)
    assert found == Provider(
        "https://id.example.org/realms/home",
        "undersigned",
        "s3cret",
        "Riverside ID",
        ("example.org", "home.example.net"),
        makes_accounts=True,
    )
    assert "s3cret" not in repr(found)


def test_the_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_text("from a file\n")
    settings = WHOLE | {"UNDERSIGNED_OIDC_SECRET": "", "UNDERSIGNED_OIDC_SECRET_FILE": str(kept)}
    found = _read(monkeypatch, **settings)
    assert found
    assert found.secret == "from a file"  # noqa: S105 - one of the test's own
    assert not found.makes_accounts


@pytest.mark.parametrize("missing", list(WHOLE))
def test_a_part_that_is_missing_is_named(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsRefused) as refused:
        _read(monkeypatch, **(WHOLE | {missing: ""}))
    assert refused.value.lines
    assert all(line.startswith(f"{missing}: needed") for line in refused.value.lines)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("URL", "http://id.example.org"),
        ("URL", "id.example.org"),
        ("URL", "https://user@id.example.org"),
        ("URL", "https://id.example.org/?a=b"),
        ("URL", "https://id.example.org/.well-known/openid-configuration"),
        ("URL", "https://id.example.org:eighty"),
        ("NAME", "x" * 41),
        ("DOMAINS", "example.org,*"),
        ("DOMAINS", "example.org,,"),
        ("DOMAINS", "@example.org"),
        ("ACCOUNTS", "all"),
        ("SECRET_FILE", "/nowhere/at/all"),
    ],
)
def test_what_cannot_be_used_is_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsRefused) as refused:
        _read(monkeypatch, **(WHOLE | {f"UNDERSIGNED_OIDC_{name}": value}))
    assert any(line.startswith(f"UNDERSIGNED_OIDC_{name}: ") for line in refused.value.lines)


def test_a_secret_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_text("another")
    with pytest.raises(SettingsRefused, match="given twice"):
        _read(monkeypatch, **WHOLE, UNDERSIGNED_OIDC_SECRET_FILE=str(kept))


@pytest.mark.parametrize(
    ("url", "is_trusted"),
    [
        ("https://id.example.org/token", True),
        ("http://127.0.0.1:8080/token", True),
        ("http://localhost/token", True),
        ("http://[::1]/token", True),
        ("http://localhost.evil.example/", False),
        ("http://127.0.0.1.evil.example/", False),
        ("https:///token", False),
        ("javascript:alert(1)", False),
        ("https://a@b/", False),
        ("https://id.example.org/\n", False),
        ("None", False),
    ],
)
def test_only_https_and_this_machine_are_asked(url: str, *, is_trusted: bool) -> None:
    assert is_trusted_address(url) is is_trusted


def test_a_domain_counts_alone() -> None:
    provider = Provider("https://id.example.org", "a", "b", "c", ("example.org",))
    assert provider.lets_in("sam@Example.org")
    assert not provider.lets_in("sam@deep.example.org")
    assert not provider.lets_in("sam@example.org@evil.example")
    assert Provider("https://id.example.org", "a", "b", "c").lets_in("sam@anywhere.example")
