"""Transport: a real mail server on this machine that takes, hangs, goes away, or shows a certificate."""

import socket
import ssl
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.mailing.post import sink, words
from undersigned.kit.env import Smtp
from undersigned.mailing.envelope import Letter, build
from undersigned.mailing.kinds import Mail
from undersigned.mailing.transport import MailFolder, Refused, ServerAway, SmtpConnection


def letter(to: str = "sam@example.org", text: str = "Dear Sam\n") -> Letter:
    """A letter to someone."""
    return build(Mail(to, "Greetings", text), uuid.uuid4(), now=datetime.now(UTC))


def connection(server: Smtp, timeout: float = 10) -> SmtpConnection:
    """A connection that does not wait for minutes."""
    return SmtpConnection(server, most=100, timeout=timeout)


def hang(_: str) -> str:
    """Two seconds pass before the mail is taken."""
    time.sleep(2)
    return "250 OK"


@pytest.fixture
def silent() -> Iterator[Smtp]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield Smtp("127.0.0.1", listening.getsockname()[1], "", "", use_tls=False, use_ssl=False)


def test_a_server_that_says_nothing_is_away(silent: Smtp) -> None:
    with pytest.raises(ServerAway, match=r"TimeoutError|Disconnected") as away:
        connection(silent, timeout=0.3).send(letter())
    assert not away.value.is_in_hand


def test_a_server_that_hangs_over_a_mail_is_left_at_once() -> None:
    with sink() as server:
        server.answer_data = hang
        carrying = connection(server.server, timeout=0.5)
        started = time.monotonic()
        with pytest.raises(ServerAway, match="the connection broke") as away:
            carrying.send(letter())
        assert away.value.is_in_hand
        assert time.monotonic() - started < 1.5


def test_a_server_that_is_closing_is_away() -> None:
    with sink() as server:
        server.answer_rcpt = lambda _: "421 4.3.2 closing for sam@example.org"
        with pytest.raises(ServerAway, match=r"^421 4\.3\.2$"):
            connection(server.server).send(letter())


def test_a_refused_mail_leaves_the_connection_whole() -> None:
    with sink() as server:
        server.answer_rcpt = lambda to: "250 OK" if to.startswith("mo") else "550 5.1.1 unknown"
        carrying = connection(server.server)
        with pytest.raises(Refused, match=r"^550 5\.1\.1$"):
            carrying.send(letter())
        carrying.send(letter("mo@example.org"))
        carrying.close()
        assert (server.readers, server.connections) == (["mo@example.org"], 1)


def test_a_connection_that_the_server_closed_while_idle_is_made_anew() -> None:
    with sink(timeout=0.3) as server:
        carrying = connection(server.server)
        carrying.send(letter())
        time.sleep(0.8)
        carrying.send(letter("mo@example.org"))
        carrying.close()
        assert (server.readers, server.connections) == (["sam@example.org", "mo@example.org"], 2)


def test_an_address_in_other_letters_leaves_where_the_server_knows_them() -> None:
    with sink() as server:
        carrying = connection(server.server)
        carrying.send(letter("jürgen@bücher.example", "Grüße\n"))
        carrying.close()
    assert server.readers == ["jürgen@xn--bcher-kva.example"]
    assert words(server.taken[0]) == "Grüße\n"


def test_an_address_in_other_letters_is_given_up_where_the_server_does_not() -> None:
    with sink(enable_SMTPUTF8=False) as server:
        carrying = connection(server.server)
        with pytest.raises(Refused, match="no address with such letters") as refused:
            carrying.send(letter("jürgen@example.org"))
        assert refused.value.is_final
        carrying.send(letter("sam@bücher.example"))
        carrying.close()
    assert server.readers == ["sam@xn--bcher-kva.example"]


def test_a_server_without_8bitmime_gets_ascii_that_reads_the_same() -> None:
    with sink(decode_data=True, enable_SMTPUTF8=False) as server:
        carrying = connection(server.server)
        carrying.send(letter(text="Grüße\n"))
        carrying.close()
    assert letter(text="Grüße\n").as_bytes(has_8bit=False).isascii()
    assert words(server.taken[0]) == "Grüße\n"


def _certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(
            name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1)
        )
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *secret))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate", folder / "key")
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sink(tls_context=_certificate(tmp_path), require_starttls=True) as server:
        secure = replace(server.server, host="localhost", use_tls=True)
        with pytest.raises(ServerAway, match="SSLCertVerificationError"):
            connection(secure).send(letter())
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate"))
        carrying = connection(secure)
        carrying.send(letter())
        carrying.close()
    assert server.readers == ["sam@example.org"]


def test_a_server_without_tls_gets_no_mail_in_clear() -> None:
    with sink() as server:
        with pytest.raises(ServerAway, match="SMTPNotSupportedError"):
            connection(replace(server.server, use_tls=True)).send(letter())
        assert not server.taken


def test_a_file_has_its_name_only_once_it_is_whole(tmp_path: Path) -> None:
    folder, stop = MailFolder(tmp_path / "mail"), threading.Event()
    seen: set[bytes] = set()

    def watch() -> None:
        while not stop.is_set():
            seen.update(file.read_bytes() for file in (tmp_path / "mail").glob("*.eml"))

    watching = threading.Thread(target=watch)
    watching.start()
    big = letter(text="x" * 80 + "\n" * 100_000)
    for _ in range(20):
        folder.send(big, "one")
    stop.set()
    watching.join()
    assert seen == {big.as_file()}
    assert [file.name for file in (tmp_path / "mail").iterdir()] == ["one.eml"]


def test_a_folder_that_cannot_be_written_is_no_fault_of_the_mail(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file, where the folder should be")
    with pytest.raises(ServerAway, match="the mail folder: File exists"):
        MailFolder(tmp_path / "mail").send(letter(), "one")
