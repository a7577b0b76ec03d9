"""``python -m tests.shots SITE FOLDER``: pictures of every page, to be looked at: widths, schemes, sizes, print."""

import sys
from pathlib import Path

from tests.browser import chromium

WIDTHS = (390, 768, 1280)


def shoot(site: Path, folder: Path) -> None:
    """Write the pictures and the printed page of each page of the bundle into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for path in sorted(site.glob("*.html")):
            for width in WIDTHS:
                for scheme in ("light", "dark"):
                    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                    page.goto(path.resolve().as_uri())
                    # A picture that is loaded when one scrolls to it would be missing.
                    page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
                    page.wait_for_load_state("networkidle")
                    page.screenshot(path=folder / f"{path.stem}-{width}-{scheme}.png", full_page=True)
                    if scheme == "light" and page.locator("#size-3").count():
                        page.check("#size-3")
                        page.screenshot(path=folder / f"{path.stem}-{width}-largest.png", full_page=True)
                    page.close()
            page = browser.new_page(color_scheme="dark")
            page.goto(path.resolve().as_uri())
            page.pdf(path=folder / f"{path.stem}-print.pdf", prefer_css_page_size=True, print_background=True)
            page.close()
    print(f"{folder}: {len(list(folder.iterdir()))} pictures to look at")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("say: python -m tests.shots SITE FOLDER")
    shoot(Path(sys.argv[1]), Path(sys.argv[2]))
