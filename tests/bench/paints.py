"""``python -m tests.bench.paints``: the page beside pandoc's and a bare one of the same words, in one run."""

import gzip
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from random import sample
from statistics import median

import brotli
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.serve import serving

ROUNDS = 25
# A cheap phone on a slow line: the throttling of Lighthouse's mobile run.
LATENCY_MS, BITS_PER_SECOND, CPU_SLOWDOWN = 150, 1_638_400, 4
PAINTS = """new Promise((done) => {
  const found = {};
  new PerformanceObserver((list) => list.getEntries().forEach((e) => { found[e.name || 'lcp'] = e.startTime; }))
    .observe({ type: 'paint', buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach((e) => { found.lcp = e.startTime; }))
    .observe({ type: 'largest-contentful-paint', buffered: true });
  // A busy machine may paint late; what is largest may come after what is first.
  const wait = () => setTimeout(found.lcp && found['first-contentful-paint'] ? () => done(found) : wait, 300);
  wait();
})"""


def bare_page(page: str) -> str:
    """Return a page of the same words without any style, script or metadata."""
    soup = BeautifulSoup(page, "html.parser")
    for tag in soup.find_all(["script", "style", "meta", "link", "fieldset"]):
        tag.decompose()
    for tag in soup.body.find_all(True):
        tag.attrs = {name: value for name, value in tag.attrs.items() if name in ("href", "id")}
    charset = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    return (
        f'<!doctype html><html lang="zh-CN"><head>{charset}<title>{soup.title.string}</title></head>{soup.body}</html>'
    )


def find_pandoc() -> str | None:
    """Return the path of pandoc, installed first where that can be done, or None."""
    if not shutil.which("pandoc") and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=subprocess.DEVNULL)
        subprocess.run(["apt-get", "install", "-y", "-qq", "pandoc"], check=False, stdout=subprocess.DEVNULL)
    return shutil.which("pandoc")


def pandoc_page(pandoc: str, bare: str) -> str:
    """Return what pandoc makes of the words: one file in the look of its own template."""
    soup = BeautifulSoup(bare, "html.parser")
    title = soup.title.extract().string  # else the page would show the headline twice
    # pandoc before 2.19 knows the same option by another name.
    version = subprocess.run([pandoc, "--help"], capture_output=True, text=True, check=True).stdout
    embed = "--embed-resources" if "--embed-resources" in version else "--self-contained"
    command = [pandoc, "--from=html", "--to=html5", "--standalone", embed, f"--metadata=pagetitle:{title}"]
    return subprocess.run(command, input=str(soup), capture_output=True, text=True, check=True).stdout


def visit(browser: Browser, address: str) -> tuple[float, float, float, int]:
    """Return first and largest contentful paint and layout in ms, and the number of requests, of one cold visit."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        requests = []
        page.on("request", lambda r: requests.append(r.url) if not r.url.startswith("data:") else None)
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Performance.enable")
        rate = BITS_PER_SECOND / 8
        session.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": LATENCY_MS, "downloadThroughput": rate, "uploadThroughput": rate},
        )
        session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
        page.goto(address)
        found = page.evaluate(PAINTS)
        metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    return found["first-contentful-paint"], found["lcp"], metrics["LayoutDuration"] * 1000, len(requests)


def main(site: Path) -> None:
    """Print bytes, requests and the medians of paints and layout, every page visited in every round."""
    ours = (site / "index.html").read_text(encoding="utf-8")
    pages = {"bare": bare_page(ours), "pandoc": "", "edition": ours}
    if pandoc := find_pandoc():
        pages["pandoc"] = pandoc_page(pandoc, pages["bare"])
    else:
        del pages["pandoc"]
        print("pandoc is not here, so its page is left out: install it (Debian: apt install pandoc)")
    visits: dict[str, list] = {name: [] for name in pages}
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as address, chromium() as browser:
        for name, text in pages.items():
            Path(folder, f"{name}.html").write_text(text, encoding="utf-8")
        visit(browser, f"{address}bare.html")  # the first visit of a browser finds the fonts
        for _ in range(ROUNDS):
            for name in sample(list(pages), len(pages)):
                visits[name].append(visit(browser, f"{address}{name}.html"))
    print(
        f"medians of {ROUNDS} visits, in ms; {LATENCY_MS} ms, {BITS_PER_SECOND} bit/s, CPU slowed {CPU_SLOWDOWN} times"
    )
    heads = ("raw", "gzip 9", "brotli 11", "requests", "first paint", "largest", "layout")
    print(f"{'page':<10}" + "".join(f"{head:>12}" for head in heads))
    for name, text in pages.items():
        data = text.encode()
        sizes = len(data), len(gzip.compress(data, 9, mtime=0)), len(brotli.compress(data, quality=11))
        *times, requests = (median(column) for column in zip(*visits[name], strict=True))
        print(f"{name:<10}" + "".join(f"{value:>12.0f}" for value in (*sizes, requests, *times)))


if __name__ == "__main__":
    main(Path(os.environ.get("EDITION_OUTPUT") or "output"))
