"use strict";
// The page reads well without this: it adds the filters and the panel beside the note.
(() => {
  const byId = (id) => document.getElementById(id);
  const note = byId("note"), panel = byId("panel"), filters = byId("filters");
  const cards = [...byId("cards").children];
  const marks = [...note.querySelectorAll("mark")];
  if (!cards.length) return;
  const hint = panel.firstElementChild;
  let pinned = null;

  // Every finding at a place in the note, the innermost first.
  const around = (element) => {
    const found = [];
    for (let e = element.closest("mark"); e; e = e.parentElement.closest("mark")) {
      if (!e.classList.contains("off")) found.push(e.dataset.f);
    }
    return [...new Set(found)];
  };

  const show = (ids) => {
    const found = ids.flatMap((id) => [...byId(id).cloneNode(true).children]);
    panel.replaceChildren(...found.length ? found : [hint]);
    for (const mark of marks) mark.classList.toggle("on", mark.dataset.f === ids[0]);
  };

  const filter = () => {
    const allowed = (name) => new Set(
      [...filters.elements[name].length ? filters.elements[name] : [filters.elements[name]]]
        .filter((box) => box.checked).map((box) => box.value));
    const kinds = allowed("kind"), certainties = allowed("certainty");
    let shown = 0;
    for (const card of cards) {
      const on = kinds.has(card.dataset.kind) && certainties.has(card.dataset.certainty);
      card.hidden = !on;
      shown += on;
    }
    for (const mark of marks) {
      const off = byId(mark.dataset.f).hidden;
      mark.classList.toggle("off", off);
      if (mark.hasAttribute("aria-describedby")) mark.tabIndex = off ? -1 : 0;
    }
    byId("count").textContent =
      shown === cards.length ? `${shown} findings` : `${shown} of ${cards.length} findings`;
    pinned = null;
    show([]);
  };

  note.addEventListener("mouseover", (event) => {
    const ids = around(event.target);
    if (!pinned && ids.length) show(ids);
  });
  note.addEventListener("focusin", (event) => show(around(event.target)));
  note.addEventListener("click", (event) => {
    const ids = around(event.target);
    pinned = ids.length ? ids : null;
    show(ids);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    pinned = null;
    show([]);
  });
  filters.addEventListener("change", filter);
  filters.hidden = panel.hidden = false;
  for (const mark of marks) mark.removeAttribute("title");
})();
