// Shows progress as it happens. Everything works without this file; then the page asks again by itself.
"use strict";

for (const place of document.querySelectorAll("[data-live]")) {
  const stream = new EventSource(place.dataset.live);
  stream.addEventListener("progress", event => { place.innerHTML = JSON.parse(event.data); });
  // The run is over: the page as a whole has more to say now.
  stream.addEventListener("over", () => { stream.close(); location.reload(); });
}
