// Runs before the first paint, so that neither the theme nor the rail is seen to change.
(() => {
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem("portal-theme");
    if (theme === "light" || theme === "dark" || theme === "system") {
      root.dataset.theme = theme;
    }

    root.dataset.rail = localStorage.getItem("portal-rail") === "closed" ? "closed" : "open";
  } catch {
    // Storage may be forbidden: the cookie's theme, already on the element, stands.
  }

  // These two must work before a circuit exists and after it has gone.
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-reload]")) {
      location.reload();
    }

    if (event.target.closest("[data-skip]")) {
      event.preventDefault(); // a bare fragment would be taken from the base address
      document.getElementById("content")?.focus();
    }
  });
})();
