/* What a page does better with a script. Without one nothing is missing. */
"use strict";

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/* Long lists are narrowed as one types; the attribute says what the field is called. */
for (const part of document.querySelectorAll("[data-filter]")) {
  const items = [...part.querySelectorAll("li")].map((node) => ({ node, words: fold(node.textContent) }));
  if (items.length < 6) continue;
  const line = document.createElement("p");
  line.className = "narrow";
  line.innerHTML = "<label><span></span> <input type=search autocomplete=off></label> <span role=status class=meta></span>";
  line.querySelector("span").textContent = part.dataset.filter;
  const field = line.querySelector("input");
  field.addEventListener("input", () => {
    const words = fold(field.value).split(/\s+/);
    for (const item of items) item.node.hidden = !words.every((word) => item.words.includes(word));
    for (const group of part.querySelectorAll("section")) group.hidden = !group.querySelector("li:not([hidden])");
    const shown = items.filter((item) => !item.node.hidden).length;
    line.lastChild.textContent = field.value ? `${shown} of ${items.length}` : "";
  });
  part.prepend(line);
}

/* A heading that leads to itself also copies where it leads. */
if (navigator.clipboard) {
  for (const link of document.querySelectorAll("a.self")) {
    link.title = "Copy the link";
    link.addEventListener("click", async () => {
      await navigator.clipboard.writeText(link.href);
      const told = document.createElement("span");
      told.className = "copied";
      told.setAttribute("role", "status");
      link.after(told);
      told.textContent = " Link copied";
      setTimeout(() => told.remove(), 2000);
    });
  }
}
