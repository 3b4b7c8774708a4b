// Dragging over the bars of a histogram. Used by Features/Cohorts/ShowcasePage.razor; the bars say their place with data-bin.

const attached = new WeakMap();

export function attach(board, page) {
  const listening = new AbortController();
  attached.set(board, listening);
  let plot = null;
  let first = 0;
  let last = 0;

  const on = (type, handle) => board.addEventListener(type, handle, { signal: listening.signal });

  on("pointerdown", (event) => {
    const found = event.target.closest("[data-brush]");
    if (!found || event.button !== 0) {
      return;
    }

    plot = found;
    first = last = binAt(plot, event.clientX);
    plot.setPointerCapture(event.pointerId);
    event.preventDefault();
    paint();
  });

  on("pointermove", (event) => {
    if (plot) {
      last = binAt(plot, event.clientX);
      paint();
    }
  });

  on("pointerup", () => {
    if (plot) {
      const address = plot.dataset.brush;
      const [from, to] = [Math.min(first, last), Math.max(first, last)];
      forget();
      page.invokeMethodAsync("Brushed", address, from, to);
    }
  });

  on("pointercancel", forget);

  function paint() {
    const [from, to] = [Math.min(first, last), Math.max(first, last)];
    for (const bin of plot.querySelectorAll("[data-bin]")) {
      bin.toggleAttribute("data-brushed", Number(bin.dataset.bin) >= from && Number(bin.dataset.bin) <= to);
    }
  }

  function forget() {
    plot?.querySelectorAll("[data-brushed]").forEach((bin) => bin.removeAttribute("data-brushed"));
    plot = null;
  }
}

export function detach(board) {
  attached.get(board)?.abort();
  attached.delete(board);
}

function binAt(plot, x) {
  const bins = plot.querySelectorAll("[data-bin]");
  const box = plot.getBoundingClientRect();
  const share = (x - box.left) / box.width;
  return Math.max(0, Math.min(bins.length - 1, Math.floor(share * bins.length)));
}
