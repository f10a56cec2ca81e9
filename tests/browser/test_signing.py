"""Signing in a real browser: with script switched off, with mistakes, on a phone."""

from playwright.sync_api import Browser, Page, expect

from tests.live import Site
from tests.visitor import link_in


def test_someone_without_script_signs_confirms_and_withdraws(
    used_site: Site, used_slug: str, browser: Browser
) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{used_site.url}/p/{used_slug}")
    expect(page.locator("main")).to_contain_text("0 have signed.")
    page.get_by_label("Given name").fill("Sam")
    page.get_by_label("E-mail", exact=True).fill("sam@example.org")
    page.get_by_label("Country").select_option("GB")
    page.get_by_role("button", name="Sign this petition").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mail")

    page.goto(used_site.url + link_in(used_site.wait_for_mails(1)[0]))
    page.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you, Sam")
    page.goto(f"{used_site.url}/p/{used_slug}")
    expect(page.locator("main")).to_contain_text("1 has signed.")

    page.goto(used_site.url + link_in(used_site.mails()[0]) + "/withdraw")
    page.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your signature is withdrawn")
    page.goto(f"{used_site.url}/p/{used_slug}")
    expect(page.locator("main")).to_contain_text("0 have signed.")
    page.context.close()


def test_what_was_typed_is_kept_and_each_error_stands_by_its_field(
    used_site: Site, used_slug: str, page: Page
) -> None:
    page.goto(f"{used_site.url}/p/{used_slug}")
    page.locator("form#sign").evaluate("form => form.noValidate = true")
    page.get_by_label("Given name").fill("Sam")
    page.get_by_label("E-mail", exact=True).fill("sam at example.org")
    page.get_by_role("button", name="Sign this petition").click()
    expect(page.get_by_label("Given name")).to_have_value("Sam")
    email = page.get_by_label("E-mail", exact=True)
    expect(email).to_have_value("sam at example.org")
    expect(email).to_have_attribute("aria-invalid", "true")
    described = (email.get_attribute("aria-describedby") or "").split()
    assert any("name@example.org" in (page.locator(f"#{name}").text_content() or "") for name in described)
    expect(page.locator(":focus")).to_contain_text("E-mail")
    page.locator(":focus").get_by_role("link").first.click()
    expect(email).to_be_focused()


def test_the_email_field_is_one_tap_away_on_a_phone(used_site: Site, used_slug: str, page: Page) -> None:
    page.goto(f"{used_site.url}/p/{used_slug}")
    button = page.get_by_role("link", name="Sign", exact=True)
    expect(button).to_be_in_viewport()
    button.click()
    expect(page.get_by_label("E-mail", exact=True)).to_be_in_viewport()
    expect(button).not_to_be_in_viewport()
