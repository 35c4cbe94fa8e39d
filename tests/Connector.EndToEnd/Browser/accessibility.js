// Looks at the page as it stands and gives back what somebody could not see, reach or understand: a list of sentences.
// It runs in the page, so colours are those that are painted and names are those that are there.
() => {
  const faults = [];
  const say = (rule, element, text) => faults.push(`${rule}: ${text}${element ? ` (${nameOf(element)})` : ""}`);
  const nameOf = element => `<${element.tagName.toLowerCase()}${element.id ? ` id="${element.id}"` : ""}${element.className && typeof element.className === "string" ? ` class="${element.className}"` : ""}> ${(element.textContent || "").trim().slice(0, 40)}`;
  const isShown = element => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true, contentVisibilityAuto: true }) && element.getClientRects().length > 0;
  const all = selector => [...document.querySelectorAll(selector)].filter(isShown);
  const textOf = ids => ids.split(/\s+/).map(id => document.getElementById(id)?.textContent ?? "").join(" ").trim();
  const accessibleName = element =>
    element.getAttribute("aria-label")?.trim()
    || (element.getAttribute("aria-labelledby") && textOf(element.getAttribute("aria-labelledby")))
    || [...(element.labels ?? [])].map(label => label.textContent.trim()).join(" ")
    || (["BUTTON", "A", "SUMMARY"].includes(element.tagName) ? (element.textContent.trim() || [...element.querySelectorAll("img")].map(image => image.alt).join(" ").trim()) : "");

  // The page as a whole.
  if (!document.documentElement.lang) say("lang", null, "the page does not say its language");
  if (!document.title.trim()) say("title", null, "the page has no title");
  if (all("main").length !== 1) say("main", null, `there are ${all("main").length} main parts`);
  const headings = all("h1, h2, h3, h4, h5, h6");
  if (headings.filter(heading => heading.tagName === "H1").length !== 1) say("heading", null, "there is not just one h1");
  headings.reduce((before, heading) => {
    const level = Number(heading.tagName[1]);
    if (level > before + 1) say("heading", heading, `h${level} follows h${before}`);
    if (!heading.textContent.trim()) say("heading", heading, "it is empty");
    return level;
  }, 0);
  const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) say("id", document.getElementById(id), `'${id}' stands twice`);
  for (const attribute of ["aria-labelledby", "aria-describedby", "for"]) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of element.getAttribute(attribute).split(/\s+/)) {
        if (!document.getElementById(id)) say("reference", element, `${attribute} names '${id}', which is not there`);
      }
    }
  }
  if (document.querySelector("[tabindex]:not([tabindex='0'], [tabindex='-1'])")) say("tabindex", null, "an order of its own");

  // Names.
  for (const field of all("input:not([type=hidden]), select, textarea, progress")) if (!accessibleName(field)) say("label", field, "nothing says what it is");
  for (const control of all("button, a[href], summary")) if (!accessibleName(control)) say("name", control, "nothing says what it does");
  for (const image of document.querySelectorAll("img")) if (!image.hasAttribute("alt")) say("alt", image, "no words stand for it");
  for (const image of all("svg")) if (!image.closest("[aria-hidden=true]") && !accessibleName(image)) say("alt", image, "no words stand for it");
  for (const table of all("table")) {
    if (!table.querySelector("th")) say("table", table, "it has no headers");
    for (const header of table.querySelectorAll("th:not([scope])")) say("table", header, "it does not say what it is the header of");
  }
  for (const region of all("[role=region]")) if (!accessibleName(region)) say("name", region, "a region without a name");

  // Contrast, of the colours that are painted.
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const read = color => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return { r, g, b, a: a / 255 }; };
  const over = (top, ground) => ({ r: top.r * top.a + ground.r * (1 - top.a), g: top.g * top.a + ground.g * (1 - top.a), b: top.b * top.a + ground.b * (1 - top.a), a: 1 });
  const groundOf = element => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const layer = read(getComputedStyle(at).backgroundColor);
      layers.push(layer);
      if (layer.a === 1) break;
    }
    const page = matchMedia("(prefers-color-scheme: dark)").matches && getComputedStyle(document.documentElement).colorScheme.includes("dark") ? { r: 18, g: 18, b: 18, a: 1 } : { r: 255, g: 255, b: 255, a: 1 };
    return layers.reduceRight((ground, layer) => over(layer, ground), page);
  };
  const light = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map(part => { const share = part / 255; return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (one, other) => { const [high, low] = [light(one), light(other)].sort((x, y) => y - x); return (high + 0.05) / (low + 0.05); };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || seen.has(element) || !isShown(element) || element.closest("script, style, noscript, .unseen")) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const ground = groundOf(element);
    const ratio = contrast(over(read(element instanceof SVGElement ? style.fill : style.color), ground), ground);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if (ratio < needed) say("contrast", element, `${ratio.toFixed(2)} instead of ${needed}`);
  }
  for (const field of all("input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea")) {
    const style = getComputedStyle(field);
    const edge = parseFloat(style.borderTopWidth) > 0 ? field : field.parentElement;
    const ground = groundOf(edge.parentElement);
    const ratio = contrast(over(read(getComputedStyle(edge).borderTopColor), ground), ground);
    if (parseFloat(getComputedStyle(edge).borderTopWidth) === 0 || ratio < 3) say("edge", field, `its edge has ${ratio.toFixed(2)} instead of 3`);
  }

  // Focus: whoever uses the keyboard sees where they are.
  for (const element of all("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")) {
    element.focus();
    if (document.activeElement !== element) { say("focus", element, "it cannot be reached"); continue; }
    let ring = null;
    for (let at = element, steps = 0; at && steps < 2; at = at.parentElement, steps++) {
      const style = getComputedStyle(at);
      if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) { ring = { at, style }; break; }
    }
    if (!ring) { say("focus", element, "nothing shows that it has the focus"); continue; }
    const ground = groundOf(ring.at.parentElement ?? ring.at);
    const ratio = contrast(over(read(ring.style.outlineColor), ground), ground);
    if (ratio < 3) say("focus", element, `its ring has ${ratio.toFixed(2)} instead of 3`);
  }
  document.activeElement?.blur();

  // A page never goes sideways.
  const sideways = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (sideways > 0) say("width", null, `the page is ${sideways} pixels wider than the window`);
  return faults;
}
