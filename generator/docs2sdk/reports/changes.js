"use strict";

// Filters the changes by level and by words, and counts what is left.  Everything stands in the page already.
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

  // Reading five thousand texts takes a moment: not before somebody asks for words.
  const text = (change) =>
    (change.text ??= `${change.service.name} ${change.card.textContent}`.toLowerCase());

  const write = (element, value) => {
    if (element.textContent !== value) element.textContent = value;
  };

  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const levels = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const alike = new Map(boxes.map((box) => [box.value, 0]));
    const left = new Map(services.map((service) => [service, new Map()]));
    let total = 0;
    for (const change of changes) {
      const { level, service } = change;
      const matches = wanted.every((word) => text(change).includes(word));
      const stays = matches && levels.has(level);
      if (change.card.hidden === stays) change.card.hidden = !stays;
      if (matches) alike.set(level, alike.get(level) + 1);
      if (!stays) continue;
      left.get(service).set(level, (left.get(service).get(level) ?? 0) + 1);
      total += 1;
    }
    for (const box of boxes) {
      write(box.parentElement.querySelector(".count"), String(alike.get(box.value)));
    }
    for (const [service, counts] of left) tell(service, counts);
    const all = `${changes.length} change${changes.length === 1 ? "" : "s"}`;
    write(shown, total === changes.length ? all : `${total} of ${all}`);
    none.hidden = total > 0;
  };

  const tell = (service, counts) => {
    let total = 0;
    for (const cell of service.cells) {
      const count = counts.get(cell.dataset.level) ?? 0;
      write(cell, String(count || ""));
      total += count;
    }
    write(service.count, String(total));
    service.section.hidden = service.row.hidden = total === 0;
  };

  // One filtering a frame, however fast somebody types.
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
  // A browser that comes back to the page may have kept what was typed.
  filter();
})();
