"""``python -m tests.bench.paints SITE``: the page beside a bare one of the same words, measured side by side in one run."""

import gzip
import sys
import tempfile
from pathlib import Path
from random import sample
from statistics import median

import brotli
from bs4 import BeautifulSoup

from tests.browser import chromium
from tests.serve import serving

ROUNDS = 15
# A cheap phone on a slow line: the throttling of Lighthouse's mobile run.
LATENCY_MS, BITS_PER_SECOND, CPU_SLOWDOWN = 150, 1_638_400, 4
PAINTS = """new Promise((done) => {
  const found = {};
  new PerformanceObserver((list) => list.getEntries().forEach((e) => { found[e.name || 'lcp'] = e.startTime; }))
    .observe({ type: 'paint', buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach((e) => { found.lcp = e.startTime; }))
    .observe({ type: 'largest-contentful-paint', buffered: true });
  setTimeout(() => done(found), 300);
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


def paints(browser, address: str) -> tuple[float, float, int]:
    """Return first and largest contentful paint in ms, and the number of requests, of one cold visit."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    requests = []
    page.on("request", lambda request: requests.append(request.url) if not request.url.startswith("data:") else None)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    rate = BITS_PER_SECOND / 8
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY_MS, "downloadThroughput": rate, "uploadThroughput": rate},
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    page.goto(address)
    found = page.evaluate(PAINTS)
    context.close()
    return found["first-contentful-paint"], found["lcp"], len(requests)


def main(site: Path) -> None:
    """Print bytes, requests and the ratios of the paints."""
    with tempfile.TemporaryDirectory() as folder:
        ours = (site / "index.html").read_text(encoding="utf-8")
        pages = {"edition": ours, "bare": bare_page(ours)}
        for name, text in pages.items():
            Path(folder, f"{name}.html").write_text(text, encoding="utf-8")
        times: dict[str, list] = {name: [] for name in pages}
        with serving(Path(folder)) as address, chromium() as browser:
            for _ in range(ROUNDS):
                for name in sample(list(pages), len(pages)):
                    times[name].append(paints(browser, f"{address}{name}.html"))
    print(f"{'page':<10}{'raw':>8}{'gzip 9':>8}{'brotli 11':>11}{'requests':>10}")
    for name, text in pages.items():
        data = text.encode()
        sizes = len(data), len(gzip.compress(data, 9, mtime=0)), len(brotli.compress(data, quality=11))
        print(f"{name:<10}{sizes[0]:>8}{sizes[1]:>8}{sizes[2]:>11}{times[name][-1][2]:>10}")
    for index, paint in enumerate(["first contentful paint", "largest contentful paint"]):
        ratio = median(t[index] for t in times["edition"]) / median(t[index] for t in times["bare"])
        print(f"{paint}: {ratio:.2f} times the bare page's (medians of {ROUNDS})")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
