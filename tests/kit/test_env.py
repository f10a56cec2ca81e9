"""The environment: every mistake at once, one clear line each."""

import pytest

from undersigned.kit import env
from undersigned.kit.env import Environment, SettingsRefused


def test_all_mistakes_are_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("UNDERSIGNED_URL", "petitions.example.org")
    environment = Environment()
    assert environment.read("PORT", env.whole(1, 65535), 8000) == 8000
    environment.read("UNDERSIGNED_URL", env.public_url, "")
    environment.refuse("UNDERSIGNED_MAIL_FROM: needed")
    with pytest.raises(SettingsRefused) as refused:
        environment.finish()
    assert [line.partition(":")[0] for line in refused.value.lines] == [
        "PORT",
        "UNDERSIGNED_URL",
        "UNDERSIGNED_MAIL_FROM",
    ]


def test_an_empty_setting_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", " ")
    assert Environment().read("PORT", env.whole(1, 65535), 8000) == 8000


@pytest.mark.parametrize("text", ["0", "65536", "-1", "8e3", "٣", "80 80"])
def test_a_port_is_a_whole_number_in_its_range(text: str) -> None:
    with pytest.raises(ValueError, match="whole number"):
        env.whole(1, 65535)(text)


@pytest.mark.parametrize("text", ["example.org", "ftp://example.org", "https://", "https://example.org/site"])
def test_a_public_address_is_scheme_and_host(text: str) -> None:
    with pytest.raises(ValueError, match="https://"):
        env.public_url(text)


def test_a_mail_server_is_read_with_its_port_and_encryption() -> None:
    smtp = env.smtp_url("smtp://ada%40example.org:s%3Acret@mail.example.org")
    assert (smtp.host, smtp.port, smtp.user, smtp.password) == (
        "mail.example.org",
        587,
        "ada@example.org",
        "s:cret",
    )
    assert (smtp.use_tls, smtp.use_ssl) == (True, False)
    assert env.smtp_url("smtps://mail.example.org").port == 465
    assert not env.smtp_url("smtp+plain://localhost:2525").use_tls


@pytest.mark.parametrize("text", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_what_is_no_mail_server_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="smtp://"):
        env.smtp_url(text)


@pytest.mark.parametrize("text", ["mysql://x/y", "sqlite:///x.db", "example"])
def test_a_database_is_postgresql(text: str) -> None:
    with pytest.raises(ValueError, match="postgres://"):
        env.database_url(text)


def test_proxies_are_addresses_or_networks() -> None:
    assert [str(network) for network in env.networks("10.0.0.1, fd00::/8")] == ["10.0.0.1/32", "fd00::/8"]
    with pytest.raises(ValueError, match="networks"):
        env.networks("proxy.local")
