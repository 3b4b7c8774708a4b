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
  // When it never comes back (the portal was started anew), the fields with a data-typed name are kept for the page that is
  // drawn in its place, in this tab only; so is what was typed just before, which may not have been saved.
  const typed = new Set();
  const recent = new Map();
  const moment = 10_000;
  const keep = (field) => {
    const name = field.dataset?.typed;
    if (name) {
      try {
        const kept = JSON.parse(sessionStorage.getItem("portal-typed") ?? "{}");
        const texts = kept.path === location.pathname ? kept.texts : {};
        sessionStorage.setItem("portal-typed", JSON.stringify({ path: location.pathname, at: Date.now(), texts: { ...texts, [name]: field.value } }));
      } catch {
        // Storage may be forbidden, or full: then this page is all that keeps it.
      }
    }
  };
  const forget = () => {
    try {
      sessionStorage.removeItem("portal-typed");
    } catch {
      // nothing was kept
    }
  };
  const isCut = () => document.getElementById("components-reconnect-modal")?.className.includes("components-reconnect-show") ?? false;
  document.addEventListener("input", (event) => {
    if (event.isTrusted) {
      recent.set(event.target, Date.now());
      if (isCut()) {
        typed.add(event.target);
        keep(event.target);
      }
    }
  }, true);
  document.addEventListener("DOMContentLoaded", () => {
    const line = document.getElementById("components-reconnect-modal");
    if (location.pathname.startsWith("/account/")) {
      forget(); // somebody else may sign in here
    }

    if (line) {
      new MutationObserver(() => {
        if (isCut()) {
          for (const [field, at] of recent) {
            if (field.isConnected && Date.now() - at < moment) {
              keep(field);
            }
          }

          recent.clear();
        } else if (line.className.includes("components-reconnect-hide")) {
          const fields = [...typed];
          import("/js/portal.js").then((portal) => portal.sayAgain(fields));
          typed.clear();
          forget();
        }
      }).observe(line, { attributes: true, attributeFilter: ["class"] });
    }
  });
})();
