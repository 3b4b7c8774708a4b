// The few things that only the browser can do. Called from Shared/Browser.cs and from nowhere else.

export function surroundings() {
  return { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, theme: document.documentElement.dataset.theme ?? "system" };
}

export function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  remember("portal-theme", theme);
  // The cookie lets the server write the theme into the first byte of the next page.
  document.cookie = `portal-theme=${theme}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}

export function toggleRail() {
  const next = document.documentElement.dataset.rail === "closed" ? "open" : "closed";
  document.documentElement.dataset.rail = next;
  remember("portal-rail", next);
}

export function openDialog(dialog) {
  if (!dialog.open) {
    dialog.showModal();
  }
}

export function closeDialog(dialog) {
  dialog.close();
}

export function closePopover(id) {
  const popover = document.getElementById(id);
  if (popover?.matches(":popover-open")) {
    popover.hidePopover();
  }
}

// Only while the page is where the server believes it to be.
export function replaceAddress(present, next) {
  if (location.href === present) {
    Blazor.navigateTo(next, { replaceHistoryEntry: true });
  }
}

const controls = "input:not([type=hidden]):not(:disabled), textarea:not(:disabled), select:not(:disabled), button:not(:disabled), a[href]";

// What an address names after its #: the element, or the first control of the part that it heads. A page may draw it a moment later.
export async function focusAnchor(id) {
  for (let turn = 0; turn < 30; turn++) {
    const element = document.getElementById(id);
    if (element) {
      const part = /^H[1-6]$/.test(element.tagName) ? element.closest("section, article") ?? element : element;
      const target = part.matches(controls) ? part : part.querySelector(controls) ?? part;
      if (target === part && !part.matches(controls)) {
        part.tabIndex = -1;
      }

      part.scrollIntoView({ block: "start" });
      target.focus({ preventScroll: true });
      return;
    }

    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

const loaded = new Map();

// A component library's files, fetched when the first page needs them and never before.
export function loadLibrary(style, script) {
  if (!loaded.has(script)) {
    loaded.set(script, Promise.all([
      append("link", { rel: "stylesheet", href: style }),
      append("script", { src: script }),
    ]));
  }

  return loaded.get(script).then(() => undefined);
}

function append(tag, properties) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.onload = resolve;
    element.onerror = () => reject(new Error(`Could not load ${properties.href ?? properties.src}`));
    document.head.append(element);
  });
}

// What a person likes, kept in this browser only.
export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
}

// A tree moves its active line by these keys; the page must not scroll as well.
const treeKeys = new Set(["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End", "PageDown", "PageUp", " ", "Enter"]);

export function guardTree(tree) {
  tree.addEventListener("keydown", (event) => {
    if (event.target === tree && treeKeys.has(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
    }
  });
}

// Lines are equally high, so that one which is not drawn yet can be scrolled to.
export function revealLine(tree, at) {
  const line = tree.querySelector("[role=treeitem]");
  if (!line) {
    return;
  }

  const [top, bottom] = [at * line.offsetHeight, (at + 1) * line.offsetHeight];
  if (top < tree.scrollTop) {
    tree.scrollTop = top;
  } else if (bottom > tree.scrollTop + tree.clientHeight) {
    tree.scrollTop = bottom - tree.clientHeight;
  }
}

// What was typed, pasted or chosen, however long: it is streamed to the server in pieces.
export async function contentOf(control) {
  return control.files ? new Uint8Array(await control.files[0].arrayBuffer()) : new TextEncoder().encode(control.value);
}

// Puts back what early.js kept of the page that stood at this address before, and answers how many fields got it.
export async function takeTyped() {
  let kept;
  try {
    kept = JSON.parse(sessionStorage.getItem("portal-typed") ?? "null");
  } catch {
    return 0;
  }

  if (!kept || kept.path !== location.pathname || Date.now() - kept.at > 3_600_000) {
    return 0;
  }

  const restored = [];
  for (const [name, text] of Object.entries(kept.texts)) {
    const field = document.querySelector(`[data-typed="${CSS.escape(name)}"]:not(:disabled)`);
    if (field) {
      delete kept.texts[name]; // another part of the page may ask later for the others
      if (field.value !== text) {
        field.value = text;
        restored.push(field);
      }
    }
  }

  if (Object.keys(kept.texts).length > 0) {
    sessionStorage.setItem("portal-typed", JSON.stringify(kept));
  } else {
    sessionStorage.removeItem("portal-typed");
  }

  await sayAgain(restored);
  return restored.length;
}

// Fields tell the server what is in them, one after the other, and once more: an answer to the first that draws the page
// again may meet the second on its way.
export async function sayAgain(fields) {
  for (let round = 0; round < 2; round++) {
    for (const field of fields.filter((some) => some.isConnected)) {
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
