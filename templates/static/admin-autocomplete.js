// The boxes that Django's autocomplete draws have no name for screen readers: they get that of their field. Queued
// behind Django's own script, which draws them.
"use strict";

window.django?.jQuery?.(() => {
  for (const field of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    const box = field.parentElement.querySelector(".select2-selection");
    const chosen = field.parentElement.querySelector(".select2-selection__rendered");
    if (!label || !box || !chosen) continue;
    label.id ||= `${field.id}_label`;
    box.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
    chosen.setAttribute("aria-labelledby", label.id);
  }
});
