"""The whole way of a signer, by HTTP and received mail alone: sign, confirm, be counted, take it back."""

import json
import time
from collections.abc import Callable

import pytest

from tests.live import Site
from tests.visitor import ask, blanked, link_in, sign


def count(site: Site, slug: str) -> tuple[int, int]:
    shown = json.loads(ask(site.url, f"/p/{slug}/count.json").body)
    return shown["signatures"], shown["goal"]


def soon(is_so: Callable[[], bool]) -> bool:
    """Whether it is so within the two seconds in which every process knows."""
    until = time.monotonic() + 2
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


@pytest.mark.parametrize("site_settings", [{"UNDERSIGNED_LANE": "on"}, {"UNDERSIGNED_LANE": "off"}])
def test_zero_becomes_one_and_zero_again(site: Site, slug: str) -> None:
    assert "<strong>0</strong> have signed" in ask(site.url, f"/p/{slug}").body
    answer = sign(site.url, slug)
    assert answer.status == 200
    assert "sam@example.org" in answer.body
    assert count(site, slug) == (0, 500)

    link = link_in(site.wait_for_mails(1)[0])
    assert ask(site.url, link).status == 200
    assert count(site, slug) == (0, 500)
    assert ask(site.url, link, {}).status == 302
    assert count(site, slug) == (1, 500)
    thanks = ask(site.url, link).body
    assert "Thank you, Sam" in thanks
    assert "<strong>1</strong> has signed" in ask(site.url, f"/p/{slug}").body

    assert ask(site.url, f"{link}/withdraw").status == 200
    assert count(site, slug) == (1, 500)
    assert ask(site.url, f"{link}/withdraw", {}).status == 200
    assert count(site, slug) == (0, 500)
    assert "1 signature was withdrawn by its signer." in ask(site.url, f"/p/{slug}").body
    assert ask(site.url, link).status == 410


def test_a_repeat_signer_sees_the_same_and_only_the_mail_differs(used_site: Site, used_slug: str) -> None:
    first = sign(used_site.url, used_slug)
    link = link_in(used_site.wait_for_mails(1)[0])
    ask(used_site.url, link, {})
    again = sign(used_site.url, used_slug)
    assert (again.status, blanked(again.body)) == (first.status, blanked(first.body))
    assert len(again.body) == len(first.body)
    mails = used_site.wait_for_mails(2)
    assert "Confirm" in str(mails[0]["subject"])
    assert "Confirm" not in str(mails[1]["subject"])
    assert count(used_site, used_slug) == (1, 500)


def test_a_french_page_signs_in_french(used_site: Site, used_slug: str) -> None:
    page = ask(used_site.url, f"/fr/p/{used_slug}")
    assert 'lang="fr"' in page.body
    answer = ask(
        used_site.url,
        f"/fr/p/{used_slug}/sign",
        {"given_name": "Sam", "family_name": "", "email": "sam@example.org", "country": "FR"},
    )
    assert answer.status == 200
    mail = used_site.wait_for_mails(1)[0]
    assert "Confirmez" in str(mail["subject"])
    assert 'lang="fr"' in ask(used_site.url, link_in(mail)).body


def test_a_bare_post_confirms_what_was_typed(used_site: Site, used_slug: str) -> None:
    sign(used_site.url, used_slug, show_name="on")
    link = link_in(used_site.wait_for_mails(1)[0])
    ask(used_site.url, link, {})
    assert "Sam Okafor" in ask(used_site.url, f"/p/{used_slug}").body


def test_a_sent_form_with_empty_boxes_means_no(used_site: Site, used_slug: str) -> None:
    sign(used_site.url, used_slug, show_name="on")
    link = link_in(used_site.wait_for_mails(1)[0])
    ask(used_site.url, link, {"form": "1", "given_name": "Sam", "family_name": "Okafor"})
    assert "Sam Okafor" not in ask(used_site.url, f"/p/{used_slug}").body


def test_the_life_of_a_petition_from_the_command_line(site: Site, slug: str) -> None:
    site.run("petition", "pause", slug)
    assert soon(lambda: sign(site.url, slug).status == 409)
    site.run("petition", "resume", slug)
    assert soon(lambda: sign(site.url, slug).status == 200)
    site.run("petition", "close", slug)
    assert soon(lambda: sign(site.url, slug).status == 409)
    link = link_in(site.wait_for_mails(1)[0])
    assert ask(site.url, link, {}).status == 302
    assert count(site, slug) == (1, 500)
    assert "cannot pause" in site.run("petition", "pause", slug, code=1).stderr
