// Keeps the edition for reading without a network: names its worker, then its manifest, to the browser.
addEventListener("load", async () => {
  // The load often ends before the first paint: this waits until the second frame is drawn.
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  // An old browser has no worker, and a file can't have one: then this fails, which no reader could mend, and the
  // manifest, about which browsers complain in a file, is not named either.
  try {
    // The page may lie in a folder of the bundle: the masthead leads to the bundle's root.
    const home = document.querySelector(".masthead a").href;
    await navigator.serviceWorker.register(new URL("sw.js", home));
    document.head.insertAdjacentHTML("beforeend", `<link rel="manifest" href="${new URL("manifest.webmanifest",home)}">`);
  } catch {}
});
