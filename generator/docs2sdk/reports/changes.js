"use strict";

// Filter the changes by level and by words, and count the visible ones.  All changes are in the page already.
(() => {
  const bar = document.querySelector("[role=search]");
  if (!bar) return;
  const words = document.getElementById("words");
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const boxes = [...bar.querySelectorAll("input[type=checkbox]")];
  const rows = [...document.querySelectorAll(".services tbody tr")];
  const services = [...document.querySelectorAll("section")].map((section, at) => ({
    section,
    count: section.querySelector("h2 .count"),
    name: rows[at].querySelector("th").textContent,
    cells: [...rows[at].querySelectorAll("td")],
    row: rows[at],
    cards: [...section.querySelectorAll("article")],
  }));
  const changes = services.flatMap((service) =>
    service.cards.map((card) => ({ card, service, level: card.dataset.level, text: null })),
  );

  // Reading the text of thousands of changes is slow, so it happens only when a search needs it.
  const text = (change) =>
    (change.text ??= `${change.service.name} ${change.card.textContent}`.toLowerCase());

  const write = (element, value) => {
    if (element.textContent !== value) element.textContent = value;
  };

  const filter = () => {
    const terms = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const levels = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const matching = new Map(boxes.map((box) => [box.value, 0]));
    const left = new Map(services.map((service) => [service, new Map()]));
    let total = 0;
    for (const change of changes) {
      const { level, service } = change;
      const matches = terms.every((word) => text(change).includes(word));
      const stays = matches && levels.has(level);
      if (change.card.hidden === stays) change.card.hidden = !stays;
      if (matches) matching.set(level, matching.get(level) + 1);
      if (!stays) continue;
      left.get(service).set(level, (left.get(service).get(level) ?? 0) + 1);
      total += 1;
    }
    for (const box of boxes) {
      write(box.parentElement.querySelector(".count"), String(matching.get(box.value)));
    }
    for (const [service, counts] of left) writeCounts(service, counts);
    const all = `${changes.length} change${changes.length === 1 ? "" : "s"}`;
    write(shown, total === changes.length ? all : `${total} of ${all}`);
    none.hidden = total > 0;
  };

  const writeCounts = (service, counts) => {
    let total = 0;
    for (const cell of service.cells) {
      const count = counts.get(cell.dataset.level) ?? 0;
      write(cell, String(count || ""));
      total += count;
    }
    write(service.count, String(total));
    service.section.hidden = service.row.hidden = total === 0;
  };

  // Filter at most once per frame, however fast the user types.
  let due = false;
  const soon = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      filter();
    });
  };

  bar.addEventListener("input", soon);
  bar.hidden = false;
  // A browser that returns to the page may have kept the typed words.
  filter();
})();
