"use strict";
// Says that a file is too large before it travels, and that it is under way. Uploads work without.
(() => {
  const large = (form) => {
    const most = Number(form.dataset.most) * 1048576;
    return [...form.elements.files.files].filter((file) => file.size > most).map((file) => file.name);
  };

  const ready = (form) => {
    const note = form.querySelector("[data-too-large]");
    const check = () => {
      const names = large(form);
      note.hidden = names.length === 0;
      note.querySelector("b").textContent = names.join(", ");
      return names.length === 0;
    };
    form.elements.files.addEventListener("change", check);
    form.addEventListener("submit", (event) => {
      if (!check()) { event.preventDefault(); return; }
      form.querySelector(".busy").hidden = false;
      form.querySelector("button").disabled = true;
    });
  };
  addEventListener("pageshow", () => document.querySelectorAll("form[data-most] button").forEach((button) => { button.disabled = false; }));
  document.querySelectorAll("form[data-most]").forEach(ready);
})();
