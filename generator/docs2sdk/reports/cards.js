"use strict";

// Filter the cards of a report by their levels and by words, and count the visible ones.  All cards are in the page already.
(() => {
  const bar = document.querySelector("[role=search]");
  if (!bar) return;
  const noun = bar.dataset.noun;
  const words = document.getElementById("words");
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  // Each fieldset is about one attribute of the cards, such as data-level.
  const sets = [...bar.querySelectorAll("fieldset")].map((fieldset) => ({
    key: fieldset.dataset.key,
    boxes: [...fieldset.querySelectorAll("input")],
  }));
  const rows = [...document.querySelectorAll(".services tbody tr")];
  const groups = [...document.querySelectorAll("section")].map((section, at) => ({
    section,
    count: section.querySelector("h2 .count"),
    name: rows[at].querySelector("th").textContent,
    cells: [...rows[at].querySelectorAll("td")],
    row: rows[at],
    articles: [...section.querySelectorAll("article")],
  }));
  const cards = groups.flatMap((group) =>
    group.articles.map((article) => ({
      article,
      group,
      values: sets.map((set) => article.dataset[set.key]),
      text: null,
    })),
  );

  // Reading the text of thousands of cards is slow, so it happens only when a search needs it.
  const text = (card) =>
    (card.text ??= `${card.group.name} ${card.article.textContent}`.toLowerCase());

  const write = (element, value) => {
    if (element.textContent !== value) element.textContent = value;
  };
  const add = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);

  const filter = () => {
    const terms = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const checked = sets.map(
      (set) => new Set(set.boxes.filter((box) => box.checked).map((box) => box.value)),
    );
    // How many cards each box would show if it was checked, all else as it is.
    const matching = sets.map(() => new Map());
    const left = new Map(groups.map((group) => [group, new Map([["total", 0]])]));
    let total = 0;
    for (const card of cards) {
      const failed = card.values.flatMap((value, at) => (checked[at].has(value) ? [] : [at]));
      const matches = failed.length < 2 && terms.every((word) => text(card).includes(word));
      const stays = matches && failed.length === 0;
      if (card.article.hidden === stays) card.article.hidden = !stays;
      if (!matches) continue;
      card.values.forEach((value, at) => {
        if (stays || failed[0] === at) add(matching[at], value);
      });
      if (!stays) continue;
      const counts = left.get(card.group);
      add(counts, "total");
      card.values.forEach((value) => add(counts, value));
      total += 1;
    }
    sets.forEach((set, at) => {
      for (const box of set.boxes) {
        const count = matching[at].get(box.value) ?? 0;
        write(box.parentElement.querySelector(".count"), String(count));
      }
    });
    for (const [group, counts] of left) writeCounts(group, counts);
    const all = `${cards.length} ${noun}${cards.length === 1 ? "" : "s"}`;
    write(shown, total === cards.length ? all : `${total} of ${all}`);
    none.hidden = total > 0;
  };

  const writeCounts = (group, counts) => {
    for (const cell of group.cells) write(cell, String(counts.get(cell.dataset.value) || ""));
    const total = counts.get("total");
    write(group.count, String(total));
    group.section.hidden = group.row.hidden = total === 0;
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
  for (const button of document.querySelectorAll("button[data-words]")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      words.value = words.value === button.dataset.words ? "" : button.dataset.words;
      soon();
    });
  }
  bar.hidden = false;
  // A browser that returns to the page may have kept the typed words.
  filter();
})();
