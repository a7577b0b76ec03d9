// Measures a rendered page; the tests load it into the browser. All lengths in CSS px.
window.measure = {
  // All that is measured at one width and size. text: the selector of the article's paragraphs.
  all(text) {
    const paragraph = document.querySelector(text);
    const sizeOf = (element) => parseFloat(getComputedStyle(element).fontSize);
    const all = (selector) => [...document.querySelectorAll(selector)];
    return {
      size: sizeOf(paragraph),
      measure: paragraph.getBoundingClientRect().width / sizeOf(paragraph), // in em
      kicker: sizeOf(document.querySelector(".kicker")),
      room: document.querySelector(".section").clientWidth,
      phrases: all(".headline .phrase").map((e) => e.textContent),
      names: all(".byline__name").map((e) => e.getClientRects().length), // how many lines each stands on
      pressed: all("nav a, .skip-link, .masthead a, .to-top a, label, button, [role=doc-backlink]")
        .filter((e) => e.checkVisibility())
        .map((e) => [e.textContent, e.getBoundingClientRect().width, e.getBoundingClientRect().height]),
      blocks: this.lines(`h1, .section h2, ${text}, figcaption, .notes li, .notes p`, text),
      overflow: this.overflow(),
    };
  },

  // Every line of every block that the selector finds: its characters with their boxes.
  lines(selector, text) {
    return [...document.querySelectorAll(selector)].map((block) => {
      const style = getComputedStyle(block);
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      const lines = [];
      let last;
      for (let node; (node = walker.nextNode()); ) {
        const edition = !!node.parentElement.closest("[data-edition]");
        for (let at = 0; at < node.length; at += 1) {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const box = range.getClientRects()[0];
          if (!box || !box.width) continue;
          const middle = (box.top + box.bottom) / 2;
          if (!last || box.left < last.left - 1 || middle > last.middle + box.height) lines.push([]);
          last = { char: node.data[at], left: box.left, right: box.right, middle, edition };
          lines[lines.length - 1].push(last);
        }
      }
      const size = parseFloat(style.fontSize);
      const tag = block.tagName.toLowerCase();
      return { id: block.id, tag, isText: block.matches(text), size, indent: parseFloat(style.textIndent) / size, text: block.textContent, lines };
    });
  },

  // The colour behind an element: backgrounds composited from the root inwards.
  background(element) {
    let colour = [255, 255, 255];
    const chain = [];
    for (let each = element; each; each = each.parentElement) chain.unshift(each);
    const canvas = getComputedStyle(document.documentElement).colorScheme.includes("dark")
      && matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : colour;
    colour = canvas;
    for (const each of chain) {
      const [r, g, b, a] = this.rgba(getComputedStyle(each).backgroundColor);
      colour = colour.map((value, i) => value * (1 - a) + [r, g, b][i] * a);
    }
    return colour;
  },

  rgba(text) {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return [r, g, b, a];
  },

  // WCAG 2.2, relative luminance and contrast ratio.
  contrast(one, two) {
    const [a, b] = [one, two].map((colour) => {
      const [r, g, b] = colour.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  },

  // Each element with words of its own that is drawn: what it says, how large, in what contrast.
  texts() {
    const found = [];
    for (const element of document.body.querySelectorAll("*")) {
      const own = [...element.childNodes].filter((n) => n.nodeType === 3 && n.data.trim()).map((n) => n.data).join("");
      if (!own || !element.checkVisibility({ visibilityProperty: true }) || ["SCRIPT", "STYLE"].includes(element.tagName)) continue;
      const style = getComputedStyle(element);
      if (style.clipPath !== "none") continue;
      const background = this.background(element);
      found.push({
        words: own.trim().slice(0, 12),
        tag: element.tagName.toLowerCase(),
        size: parseFloat(style.fontSize),
        bold: Number(style.fontWeight) >= 700,
        italic: style.fontStyle !== "normal",
        spacing: style.letterSpacing,
        contrast: this.contrast(this.rgba(style.color).slice(0, 3), background),
      });
    }
    return found;
  },

  // How far the page is too wide, and the boxes that clip their own words.
  overflow() {
    const clipped = [...document.body.querySelectorAll("*")].filter((e) => {
      const style = getComputedStyle(e);
      return style.overflowX !== "visible" && style.overflowX !== "auto" && e.scrollWidth > e.clientWidth + 1;
    });
    const wide = [...document.body.querySelectorAll("*")].filter(
      (e) => !e.closest("table") && e.getBoundingClientRect().right > innerWidth + 0.5 && getComputedStyle(e).clipPath === "none");
    return {
      extra: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      boxes: [...clipped, ...wide].map((e) => e.tagName + "." + e.className),
    };
  },

  // Adds style, in the place of what was added before; the page's policy is not asked for it.
  style(css) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  },

  styleOf: (selector) => getComputedStyle(document.querySelector(selector)),
  count: (selector, is) => [...document.querySelectorAll(selector)].filter((e) => is(getComputedStyle(e))).length,
  overrulingColours: () => measure.count("*", (s) => s.forcedColorAdjust !== "auto"),
  moving: () => measure.count("*", (s) =>
    s.animationName !== "none" || parseFloat(s.transitionDuration) > 0 || s.scrollBehavior !== "auto"),
  colours: () => [...new Set([...document.querySelectorAll("main *")].map((e) => getComputedStyle(e).color))],
  linksInText: () => [...document.querySelectorAll("p a, li a")]
    .filter((a) => !a.closest("nav") && a.closest("main, footer"))
    .map((a) => getComputedStyle(a).textDecorationLine),

  // The ring around what has the focus, null where nothing has it.
  ring() {
    const focused = document.activeElement;
    if (focused === document.body) return null;
    const { outlineColor, outlineStyle, outlineWidth } = getComputedStyle(focused);
    return {
      words: focused.textContent || focused.id,
      width: parseFloat(outlineWidth),
      style: outlineStyle,
      contrast: this.contrast(this.rgba(outlineColor).slice(0, 3), this.background(focused.parentElement)),
    };
  },

  // How far things have moved since the page was opened, but for what the reader did; asked after two frames.
  async shift() {
    let sum = 0;
    const watch = new PerformanceObserver((list) => list.getEntries().forEach((e) => { sum += e.hadRecentInput ? 0 : e.value; }));
    watch.observe({ type: "layout-shift", buffered: true });
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    await new Promise(setTimeout); // entries are told in a task of their own
    return sum;
  },

  // The width of words in the text's own font, in em.
  width(words) {
    const span = document.createElement("span");
    span.style.whiteSpace = "nowrap";
    span.style.position = "absolute"; // in no line that is stretched
    span.style.textIndent = 0;
    span.textContent = words;
    document.querySelector("#section-1-p1").append(span);
    const width = span.getBoundingClientRect().width / parseFloat(getComputedStyle(span).fontSize);
    span.remove();
    return width;
  },
};
