// What a reader's eye can meet on a page; the tests load it into Chromium and Firefox alike.
window.words = (() => {
  // More specific than any theme, so that a rule of the theme's with !important is overruled, too.
  const every = ":is(#_#_#_#_, *)";
  const transparent = new CSSStyleSheet();
  transparent.replaceSync(`${every}, ${every}::before, ${every}::after { -webkit-text-fill-color: #0000 !important }`);
  const spoiling = new CSSStyleSheet();
  // Style that is made like this needs no leave of the page's policy.
  const choose = (...sheets) => { document.adoptedStyleSheets = sheets; };

  // The largest of the boxes of one character: at the end of a line an empty one may stand beside it.
  const box = (node, at) => {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    let largest = { width: 0, height: 0, left: 0, top: 0 };
    for (const each of range.getClientRects()) {
      if (each.width * each.height > largest.width * largest.height) largest = each;
    }
    return [largest.left + scrollX, largest.top + scrollY, largest.width, largest.height].map((n) => Math.round(n * 10) / 10);
  };

  return {
    // Waits until the page is drawn as the window now is; gives its height.
    async drawn() {
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      return document.documentElement.scrollHeight;
    },

    // Waits for photographs, also those that a reader has not scrolled to.
    async ready() {
      const images = [...document.images];
      images.forEach((image) => { image.loading = "eager"; });
      await Promise.all(images.map((image) => image.decode().catch(() => {})));
    },

    spoil(css) {
      spoiling.replaceSync(css);
      choose(spoiling);
    },

    show: () => choose(spoiling),
    hide: () => choose(spoiling, transparent),

    // Each text of the page in its order, as JSON: its characters but for space, a box for each; whether it is the
    // edition's, whether it may be missing here (only the edition's may), and whether style draws other characters.
    texts(mayBeMissing) {
      const found = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node; (node = walker.nextNode()); ) {
        const parent = node.parentElement;
        if (parent.closest("script, style, template, title")) continue;
        const edition = !!parent.closest("[data-edition]");
        const style = getComputedStyle(parent);
        const characters = [];
        for (let at = 0; at < node.length; at += 1) {
          if (node.data[at].trim()) characters.push([node.data[at], box(node, at)]);
        }
        found.push({
          characters,
          edition,
          optional: edition && !!parent.closest(mayBeMissing),
          altered: style.textTransform !== "none" || (style.webkitTextSecurity || "none") !== "none",
        });
      }
      return JSON.stringify(found);
    },
  };
})();
