// Keeps the reader's choice of size; the choice itself works without a script.
(() => {
  // Storage may be forbidden: then the choice lasts as long as the page.
  try {
    const kept = document.getElementById(localStorage.readingSize);
    if (kept) kept.checked = true;
    document.querySelector(".sizes").onchange = (event) => {
      try { localStorage.readingSize = event.target.id; } catch {}
    };
  } catch {}
})();
