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

  // What is typed while the connection is gone reaches nobody. When it is back, the fields say once more what is in them.
  const typed = new Set();
  const isCut = () => document.getElementById("components-reconnect-modal")?.className.includes("components-reconnect-show") ?? false;
  document.addEventListener("input", (event) => {
    if (event.isTrusted && isCut()) {
      typed.add(event.target);
    }
  }, true);
  document.addEventListener("DOMContentLoaded", () => {
    const line = document.getElementById("components-reconnect-modal");
    if (line) {
      new MutationObserver(() => {
        if (!isCut() && line.className.includes("components-reconnect-hide")) {
          for (const field of typed) {
            field.dispatchEvent(new Event("input", { bubbles: true }));
            field.dispatchEvent(new Event("change", { bubbles: true }));
          }

          typed.clear();
        }
      }).observe(line, { attributes: true, attributeFilter: ["class"] });
    }
  });
})();
