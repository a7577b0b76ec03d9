// What is seen first is laid out first: the sections wait for two frames, and no longer, so that no search and no screen
// reader meets a part left out. Not where a link, a reload or the way back leads further down the page.
if (!location.hash && !performance.navigation.type) {
  document.body.className = "late";
  requestAnimationFrame(() => requestAnimationFrame(() => { document.body.className = ""; }));
}
