"""From the recipient's page of a real site: a document larger than any visitor may post, and one from nowhere."""

import http.client
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from tests.delivery.papers import pdf
from tests.live import Site
from tests.visitor import ask

ROOT = Path(__file__).resolve().parents[2]
EDGE = "edge-of-a-part"


def page_at(site: Site) -> str:
    command = [sys.executable, "-m", "tests.delivery.at_the_site"]
    done = subprocess.run(
        command, env=site.environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert not done.returncode, done.stderr
    return done.stdout.strip()


def multipart(document: bytes) -> bytes:
    fields = {"kind": "replied", "text": "See the document.", "said_by": "Dee Osei, clerk"}
    parts = [
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()
    ]
    file = 'Content-Disposition: form-data; name="document"; filename="answer.pdf"'
    head = f"{''.join(parts)}--{EDGE}\r\n{file}\r\nContent-Type: application/pdf\r\n\r\n"
    return head.encode() + document + f"\r\n--{EDGE}--\r\n".encode()


def send(site: Site, path: str, body: bytes) -> tuple[int, str]:
    parts = urlsplit(site.url)
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)) as connection:
        connection.request("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={EDGE}"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or answer.read().decode(errors="replace")


def test_a_large_document_arrives_from_a_true_page_alone(site: Site) -> None:
    page = page_at(site)
    body = multipart(pdf(words=os.urandom(600_000).hex()))
    status, _ = send(site, f"{page[:-4]}AAAA/answer", body)
    assert status in (400, 413)
    status, said = send(site, f"{page}/answer", body)
    assert (status, said) == (302, f"{page}?said=sent"), said
    assert "See the document." in ask(site.url, page).body
    assert page.rpartition("/")[2] not in site.log
