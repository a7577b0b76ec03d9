// Keeps the reader's choice of size; the choice itself works without a script.
(() => {
  const inputs = document.querySelectorAll(".sizes input");
  // Storage may be forbidden: then the choice lasts as long as the page.
  try {
    const kept = document.getElementById(localStorage.readingSize);
    if (kept) kept.checked = true;
    inputs.forEach((input) => {
      input.onchange = () => {
        try { localStorage.readingSize = input.id; } catch {}
      };
    });
  } catch {}
})();
