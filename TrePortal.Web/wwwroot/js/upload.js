// Sends files by plain HTTP with progress. Used by Shared/FileDrop.razor.

const bodyLimit = 16000; // what comes back over the circuit stays well under its message size
const progressEvery = 200; // milliseconds

export function attach(zone, page) {
  const input = zone.querySelector("input[type=file]");
  const listening = new AbortController();
  let target = "";
  let request = null;

  const on = (element, type, handle) => element.addEventListener(type, handle, { signal: listening.signal });

  for (const type of ["dragenter", "dragover"]) {
    on(zone, type, (event) => {
      event.preventDefault();
      zone.classList.toggle("dropzone-over", !input.disabled);
    });
  }

  on(zone, "dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) {
      zone.classList.remove("dropzone-over");
    }
  });

  on(zone, "drop", (event) => {
    event.preventDefault();
    zone.classList.remove("dropzone-over");
    if (!input.disabled) {
      dropped(event.dataTransfer).then((files) => send(input.multiple ? files : files.slice(0, 1)));
    }
  });

  on(input, "change", () => {
    send([...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    input.value = ""; // so that choosing the same file again is a change again
  });

  function send(files) {
    if (files.length === 0 || request) {
      return;
    }

    const form = new FormData();
    for (const { file, path } of files) {
      form.append("files", file, path);
    }

    const sending = new XMLHttpRequest();
    request = sending;
    let told = 0;

    sending.upload.onprogress = (event) => {
      const now = performance.now();
      if (event.lengthComputable && now - told > progressEvery) {
        told = now;
        tell("Progressed", event.loaded / event.total);
      }
    };
    sending.onload = () => end("Finished", sending.status, sending.responseText.slice(0, bodyLimit));
    sending.onerror = () => end("Finished", 0, "");
    sending.onabort = () => end("Cancelled");

    sending.open("POST", target);
    const token = document.querySelector("input[name=__RequestVerificationToken]")?.value;
    if (token) {
      sending.setRequestHeader("RequestVerificationToken", token);
    }

    tell("Started", files.length === 1 ? files[0].path : `${files[0].path} + ${files.length - 1}`);
    sending.send(form);
  }

  function end(method, ...values) {
    request = null;
    tell(method, ...values);
  }

  function tell(method, ...values) {
    if (!listening.signal.aborted) {
      page.invokeMethodAsync(method, ...values);
    }
  }

  return {
    aim(url) { target = url; },
    cancel() { request?.abort(); },
    dispose() {
      listening.abort();
      request?.abort();
    },
  };
}

// Files with their paths. What lies in a folder that was dropped keeps its place in it: a release is told by its folders.
async function dropped(transfer) {
  const plain = [...transfer.files].map((file) => ({ file, path: file.name }));
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) {
    return plain;
  }

  const found = [];
  for (const entry of entries) {
    await walk(entry, found);
  }

  return found;
}

async function walk(entry, found) {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    found.push({ file, path });
    return;
  }

  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // at most 100 at a time
    if (some.length === 0) {
      return;
    }

    for (const below of some) {
      await walk(below, found);
    }
  }
}
