"use strict";
const find = (id) => document.getElementById(id);

const filter = find("filter");
if (filter) {
  filter.addEventListener("input", () => {
    const word = filter.value.trim().toLowerCase();
    for (const section of document.querySelectorAll("section")) {
      let shown = 0;
      for (const item of section.querySelectorAll("li")) {
        item.hidden = !item.textContent.toLowerCase().includes(word);
        shown += item.hidden ? 0 : 1;
      }
      section.hidden = shown === 0;
    }
  });
}

function readValues(form) {
  const values = {};
  for (const field of form.querySelectorAll("input, textarea")) {
    if (field.tagName === "TEXTAREA") {
      const lines = field.value.split("\n").filter((line) => line !== "");
      if (lines.length) values[field.name] = lines;
    } else if (field.value !== "") {
      values[field.name] = field.value;
    }
  }
  return values;
}

function show(result) {
  for (const key of ["raw", "sent", "python", "curl"]) find(key).textContent = result[key];
  find("status").textContent = `HTTP status ${result.status}`;
  find("typed").replaceChildren(...result.typed.map((cells) => {
    const row = document.createElement("tr");
    for (const text of cells) {
      const cell = document.createElement("td");
      cell.textContent = text;
      row.append(cell);
    }
    return row;
  }));
  find("results").hidden = false;
}

const form = find("call");
if (form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = JSON.stringify({ action: form.dataset.action, values: readValues(form) });
    const headers = { "Content-Type": "application/json" };
    try {
      show(await (await fetch("/-/call", { method: "POST", headers, body })).json());
    } catch (error) {
      find("results").hidden = false;
      find("status").textContent = `The call failed: ${error}`;
    }
  });
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", () => navigator.clipboard.writeText(find(button.dataset.copy).textContent));
  }
}
