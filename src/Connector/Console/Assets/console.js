// Shows progress as it happens. Everything works without this file; then pages ask again, or offer to.
"use strict";

let written = false;
document.addEventListener("input", () => { written = true; });

for (const place of document.querySelectorAll("[data-live]")) {
  const stream = new EventSource(place.dataset.live);
  const show = event => { place.innerHTML = JSON.parse(event.data); };
  stream.addEventListener("progress", show);
  stream.addEventListener("over", event => {
    stream.close();
    show(event);
    // The page as a whole has more to say now; but nothing that somebody writes is taken away.
    if (!written) location.reload();
  });
}
