"use strict";
// Charts, and small helps that need no server. Everything works without them except charts.
(() => {
  const dark = () => {
    const theme = document.documentElement.dataset.theme;
    return theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  };

  const draw = async (holder) => {
    const address = new URL(holder.dataset.chart, location.href);
    if (dark()) address.searchParams.set("dark", "1");
    if (innerWidth < 600) address.searchParams.set("narrow", "1");
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) { holder.textContent = holder.dataset.empty || ""; return; }
    const spec = await answer.json();
    const options = {
      actions: false, renderer: "svg", ast: true, defaultStyle: false,
      expr: vegaInterpreter.expressionInterpreter, tooltip: false,
    };
    const { view } = await vegaEmbed(holder, spec, options);
    holder.dataset.drawn = "1";
    holder.dispatchEvent(new CustomEvent("drawn", { detail: { view, spec }, bubbles: true }));
  };

  const drawAll = (root) => root.querySelectorAll("[data-chart]:not([data-drawn])").forEach(draw);

  // A brush over the treasure map: drag a rectangle, and the list of the people in it follows.
  const brush = (holder) => {
    const target = holder.dataset.brush;
    const pane = document.createElement("div");
    pane.className = "brush";
    holder.append(pane);
    let from = null;
    const place = (event) => {
      const box = holder.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    };
    const show = (a, b) => {
      const [left, top] = [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
      pane.style.setProperty("left", `${left * 100}%`);
      pane.style.setProperty("top", `${top * 100}%`);
      pane.style.setProperty("width", `${Math.abs(a[0] - b[0]) * 100}%`);
      pane.style.setProperty("height", `${Math.abs(a[1] - b[1]) * 100}%`);
      pane.hidden = false;
    };
    holder.addEventListener("pointerdown", (event) => { from = place(event); holder.setPointerCapture(event.pointerId); });
    holder.addEventListener("pointermove", (event) => { if (from) show(from, place(event)); });
    holder.addEventListener("pointerup", (event) => {
      if (!from) return;
      const to = place(event);
      const small = Math.abs(to[0] - from[0]) < 0.01 && Math.abs(to[1] - from[1]) < 0.01;
      const [a, b] = small ? [[to[0] - 0.03, to[1] - 0.03], [to[0] + 0.03, to[1] + 0.03]] : [from, to];
      from = null;
      show(a, b);
      const values = { x0: Math.min(a[0], b[0]), x1: Math.max(a[0], b[0]), y0: Math.min(a[1], b[1]), y1: Math.max(a[1], b[1]) };
      htmx.ajax("GET", holder.dataset.list, { target, swap: "innerHTML", values });
    });
  };

  // A slider along a plan's curve of returns.
  const slide = (slider) => {
    const rows = JSON.parse(document.getElementById(slider.dataset.rows).textContent);
    const say = document.getElementById(slider.dataset.say);
    const tell = () => { say.textContent = rows[Number(slider.value)].text; };
    slider.max = rows.length - 1;
    slider.addEventListener("input", tell);
    tell();
  };

  const ready = (root) => {
    drawAll(root);
    root.querySelectorAll("[data-brush]").forEach(brush);
    root.querySelectorAll("[data-rows]").forEach(slide);
  };
  document.addEventListener("DOMContentLoaded", () => ready(document));
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) ready(event.detail.elt); });
})();
