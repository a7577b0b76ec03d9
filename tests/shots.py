"""``python -m tests.shots``: pictures of every page of the bundle in EDITION_OUTPUT, to be looked at, into shots/.

Widths, schemes, sizes, print; and readme.png, the front page as README shows it.
"""

import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from edition.bundle.ours import claim
from edition.names import FRONT_PAGE
from tests.browser import chromium

WIDTHS = (390, 768, 1280)
README_SIZE = (390, 800)  # of each of its two windows: a phone's; both stand side by side in a README's width
README_BYTES = 100_000


def open_page(browser: Browser, path: Path, width: int, scheme: str, height: int = 900) -> Page:
    """Open a page, all its photographs loaded."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.goto(path.resolve().as_uri())
    # A picture that is loaded when one scrolls to it would be missing.
    page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
    page.wait_for_load_state("networkidle")
    return page


def place(folder: Path, name: str) -> Path:
    """Return where a picture is to be written; what is there that is not ours is in the way."""
    claim(folder, name)
    return folder / name


def shoot(browser: Browser, path: Path, folder: Path) -> None:
    """Write pictures of one page and its print into the folder."""
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            page = open_page(browser, path, width, scheme)
            page.screenshot(path=place(folder, f"{path.stem}-{width}-{scheme}.png"), full_page=True)
            if scheme == "light" and page.locator("#size-3").count():
                page.check("#size-3")
                page.screenshot(path=place(folder, f"{path.stem}-{width}-largest.png"), full_page=True)
            page.close()
    page = open_page(browser, path, 1280, "dark")
    page.pdf(path=place(folder, f"{path.stem}-print.pdf"), prefer_css_page_size=True, print_background=True)
    page.close()


def shoot_for_readme(browser: Browser, path: Path, picture: Path) -> None:
    """Write the picture that README shows: the top of the page in light, a section of it in dark."""
    width, height = README_SIZE
    both = Image.new("RGB", (2 * width + 20, height), "white")
    for number, (scheme, place) in enumerate([("light", "body"), ("dark", "#section-1, .listing li")]):
        page = open_page(browser, path, width, scheme, height)
        page.evaluate("place => document.querySelector(place).scrollIntoView()", place)
        page.screenshot(path=picture)
        with Image.open(picture) as shot:
            both.paste(shot, (number * (width + 20), 0))
        page.close()
    # So few colours that it is small, chosen so that the reds stay red.
    both.quantize(64, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE).save(picture, optimize=True)
    if picture.stat().st_size > README_BYTES:
        raise SystemExit(
            f"{picture} is too large for README: {picture.stat().st_size:,} bytes, {README_BYTES:,} at most"
        )


def main() -> None:
    """Take all pictures."""
    site, folder = Path(os.environ.get("EDITION_OUTPUT") or "output"), Path("shots")
    if not (site / FRONT_PAGE).is_file():
        raise SystemExit(f"{site} is no bundle: say `make html` first, or OUTPUT=its folder")
    with chromium() as browser:
        for path in sorted(site.glob("*.html")):
            shoot(browser, path, folder)
        shoot_for_readme(browser, site / FRONT_PAGE, place(folder, "readme.png"))
    print(f"{folder}: {len(list(folder.glob('*.p*')))} pictures to look at")


if __name__ == "__main__":
    main()
