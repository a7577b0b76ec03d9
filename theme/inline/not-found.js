// A host shows the page of a missing address below any folder: looks upwards for the folder of the edition, by its
// manifest, and lets the links begin there. Without a script they begin at the folder of the missing address.
(() => {
  const links = document.querySelectorAll("a[href^='./']");
  const look = (folder) => {
    fetch(new URL("manifest.webmanifest", folder))
      .then((response) => (response.ok ? response.json() : Promise.reject()))
      .then(
        () => links.forEach((link) => { link.href = new URL(link.getAttribute("href"), folder); }),
        () => { if (folder.pathname !== "/") look(new URL("../", folder)); }
      );
  };
  if (location.protocol !== "file:" && links.length) look(new URL("./", location));
})();
