"""Takes docs/screens/: every page of a site, in English and Arabic, on a phone and a desktop, by day and by night."""

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.chromium import chromium  # noqa: E402 - the project's own, found once the path is set
from tests.live import Site, running_site  # noqa: E402

FOLDER = ROOT / "docs" / "screens"
LANGUAGES = {"en": ("Sam", "Okafor"), "ar": ("سلمى", "حداد")}
SCHEMES = ("light", "dark")
SIZES = {"phone": (390, 844), "desktop": (1280, 860)}
WIDTHS = {"phone": 292, "desktop": 594}  # of a picture within the sheet of its page
GAP, BOARD, QUALITY = 20, "#77736b", 62
TALL, COLUMN = {"parts"}, 3400  # of these the whole page is shown, cut into columns so high

Shoot = Callable[[str], None]
Walk = Callable[[Page, str, Shoot], None]
Shots = dict[str, dict[str, Image.Image]]


def main() -> None:
    """Start a site of its own, walk a signer's way through it eight times, and lay out each page's eight pictures."""
    FOLDER.mkdir(exist_ok=True)
    for old in [*FOLDER.glob("*.png"), *FOLDER.glob("*.webp")]:
        old.unlink()
    shots: Shots = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(Path(folder) / "home") as site,
        chromium() as browser,
    ):
        for walk in (fresh, signer):  # all see the fresh site before anything is imported
            paths = _import(site) if walk is signer else {}
            for variant in product(SIZES, LANGUAGES, SCHEMES):
                _as(browser, variant, shots, partial(walk, site=site, paths=paths))
    for name, pictures in shots.items():
        (_columns if name in TALL else _sheet)(name, pictures)
    files = [*FOLDER.iterdir()]
    sys.stdout.write(f"{len(files)} pictures, {sum(file.stat().st_size for file in files) // 1024} KB\n")


def _as(browser: Browser, variant: tuple[str, str, str], shots: Shots, walk: Walk) -> None:
    """Walk with one size, language and scheme, keeping what `shoot` sees under the page's name."""
    size, language, scheme = variant
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()

    def shoot(name: str) -> None:
        picture = Image.open(BytesIO(page.screenshot(full_page=name in TALL))).convert("RGB")
        if (name, *variant) == ("petition", "phone", "en", "light"):
            _keep(picture.quantize(64), "petition-phone-light.png")
        wide = WIDTHS[size]
        small = picture.resize((wide, picture.height * wide // picture.width), Image.Resampling.LANCZOS)
        shots.setdefault(name, {})["-".join(variant)] = small

    walk(page, language, shoot)
    context.close()


def _import(site: Site) -> dict[str, str]:
    """An open petition in both languages and a closed one: the path of each."""

    def slug(*arguments: str) -> str:
        return site.run("import", *arguments).stdout.strip().rpartition("/")[2]

    documents = ROOT / "tests" / "documents"
    closed = slug(str(documents / "allotments.txt"))
    site.run("petition", "close", closed)
    english = slug(str(ROOT / "docs" / "petition.txt"), "--country", "GB")
    arabic = slug(str(documents / "maktaba.txt"), "--translation-of", english)
    return {"en": english, "ar": arabic, "closed": closed}


def fresh(page: Page, language: str, shoot: Shoot, *, site: Site, paths: dict[str, str]) -> None:  # noqa: ARG001
    """A site as it starts: the example, and what a newcomer meets."""
    page.goto(f"{site.url}/{language}/")
    shoot("home-fresh")
    page.locator(".cards h2 a").first.click()
    shoot("petition")
    page.locator(".menu summary").click()
    shoot("languages")
    for name, path in {"own-page": "privacy", "not-found": "p/nowhere", "parts": "parts"}.items():
        page.goto(f"{site.url}/{language}/{path}")
        shoot(name)


def signer(page: Page, language: str, shoot: Shoot, *, site: Site, paths: dict[str, str]) -> None:
    """Someone reads, makes a mistake, signs, confirms, looks at what is held, and thinks of taking it back."""
    start, slug = f"{site.url}/{language}", paths[language]
    email = f"sam-{len(site.mails())}@example.org"
    page.goto(f"{site.url}/p/{slug}")
    shoot("petition-own")
    page.locator("form#sign").evaluate("form => form.scrollIntoView()")
    shoot("form")
    page.locator("form#sign").evaluate("form => form.noValidate = true")
    given_name, family_name = LANGUAGES[language]
    page.locator("[name=given_name]").fill(given_name)
    page.locator("form#sign button").click()
    page.get_by_role("alert").wait_for()
    shoot("mistake")
    page.locator("[name=family_name]").fill(family_name)
    page.locator("[name=email]").fill(email)
    page.locator("[name=show_name]").check()
    page.locator("form#sign button").click()
    page.locator("[name=code]").wait_for()
    shoot("check-mail")
    link = _link(page, site, email, "/c/")
    shoot("mail")
    page.goto(f"{link}/not-me")
    shoot("not-me")
    page.goto(link)
    shoot("confirm")
    page.locator("main form button").click()
    page.locator(".share").wait_for()
    shoot("thank-you")
    _everything_held(page, site, start, email, shoot)
    page.goto(f"{link}/withdraw")
    shoot("withdraw")
    others = {"home": "", "signers": f"p/{slug}/signers", "closed": f"p/{paths['closed']}", "inbox": "inbox"}
    for name, path in others.items():
        answer = page.goto(f"{start}/{path}")
        if answer and answer.ok:  # not every site has names to show
            shoot(name)


def _everything_held(page: Page, site: Site, start: str, email: str, shoot: Shoot) -> None:
    page.goto(f"{start}/mine")
    shoot("mine-ask")
    page.locator("main [name=email]").fill(email)
    page.locator("main form button").click()
    page.locator(".address").wait_for()
    shoot("mine-sent")
    page.goto(_link(page, site, email, "/mine/"))
    shoot("mine")
    page.locator('.acts a[href$="/erase"]').click()
    shoot("mine-erase")


def _link(page: Page, site: Site, email: str, kind: str) -> str:
    """The private link in the newest mail to an address that has one of this kind, once it has come."""
    while True:
        page.goto(f"{site.url}/inbox")
        mail = page.locator(".mails a", has_text=email).first
        if mail.count():
            mail.click()
            found = page.locator(f'.letter a[href^="{kind}"]')
            if found.count():
                return site.url + str(found.first.get_attribute("href"))
        page.wait_for_timeout(200)


def _sheet(name: str, pictures: dict[str, Image.Image]) -> None:
    """The eight side by side: four phones, and below them four desktops in two rows."""
    eight = list(pictures.values())
    rows = [eight[:4], eight[4:6], eight[6:]]
    heights = [max((picture.height + GAP for picture in row), default=0) for row in rows]
    wide = max(sum(picture.width + GAP for picture in row) + GAP for row in rows)
    board = Image.new("RGB", (wide, sum(heights) + GAP), BOARD)
    top = GAP
    for row, height in zip(rows, heights, strict=True):
        for place, picture in enumerate(row):
            board.paste(picture, (GAP + place * (picture.width + GAP), top))
        top += height
    _keep(board, f"{name}.webp")


def _columns(name: str, pictures: dict[str, Image.Image]) -> None:
    """A long page from top to end in columns, as a phone shows it."""
    for variant in ("phone-en-light", "phone-ar-dark"):
        picture = pictures[variant]
        step = picture.width + GAP
        count = -(-picture.height // COLUMN)
        board = Image.new("RGB", (GAP + count * step, COLUMN + 2 * GAP), BOARD)
        for place in range(count):
            end = min(picture.height, (place + 1) * COLUMN)
            board.paste(picture.crop((0, place * COLUMN, picture.width, end)), (GAP + place * step, GAP))
        _keep(board, f"{name}-{variant}.webp")


def _keep(picture: Image.Image, name: str) -> None:
    picture.save(FOLDER / name, quality=QUALITY, method=6, optimize=True)
    sys.stdout.write(f"{name}  {(FOLDER / name).stat().st_size // 1024} KB\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
