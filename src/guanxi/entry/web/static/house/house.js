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

  // What of potential and vitality lies at a place of the map; beyond its edges there is no end.
  const placed = (frame, x, y) => {
    const across = (x - frame.side) / (frame.width - 2 * frame.side);
    const up = (frame.height - frame.margin - y) / (frame.height - 2 * frame.margin);
    return [
      across <= 0 ? -Infinity : across >= 1 ? Infinity : frame.low + across * (frame.high - frame.low),
      up <= 0 ? -Infinity : up >= 1 ? Infinity : frame.bend * Math.expm1(up * Math.log1p(frame.top / frame.bend)),
    ];
  };

  // A brush over the treasure map: drag a rectangle, and the list of the people in it follows.
  const brush = (holder) => {
    let drawn = null, from = null;
    const pane = document.createElement("div");
    pane.className = "brush";
    pane.hidden = true;
    holder.addEventListener("drawn", (event) => { drawn = event.detail; holder.append(pane); });
    const place = (event) => {
      const box = holder.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const show = (a, b) => {
      pane.hidden = false;
      pane.style.left = `${Math.min(a[0], b[0])}px`;
      pane.style.top = `${Math.min(a[1], b[1])}px`;
      pane.style.width = `${Math.abs(a[0] - b[0])}px`;
      pane.style.height = `${Math.abs(a[1] - b[1])}px`;
    };
    const read = (at) => {
      const svg = holder.querySelector("svg"), box = svg.getBoundingClientRect(), outer = holder.getBoundingClientRect();
      const scale = svg.viewBox.baseVal.width / box.width, origin = drawn.view.origin();
      const x = (at[0] + outer.left - box.left) * scale - origin[0];
      const y = (at[1] + outer.top - box.top) * scale - origin[1];
      return placed(drawn.spec.usermeta.frame, x, y);
    };
    const ends = (values, name, a, b) => {
      if (Number.isFinite(Math.min(a, b))) values[`${name}_low`] = Math.min(a, b);
      if (Number.isFinite(Math.max(a, b))) values[`${name}_high`] = Math.max(a, b);
    };
    holder.addEventListener("pointerdown", (event) => { from = drawn && place(event); });
    holder.addEventListener("pointermove", (event) => { if (from) show(from, place(event)); });
    addEventListener("pointerup", (event) => {
      if (!from) return;
      const to = place(event), small = Math.hypot(to[0] - from[0], to[1] - from[1]) < 6;
      const [a, b] = small ? [[to[0] - 16, to[1] - 16], [to[0] + 16, to[1] + 16]] : [from, to];
      from = null;
      show(a, b);
      const values = {}, [one, other] = [read(a), read(b)];
      ends(values, "potential", one[0], other[0]);
      ends(values, "vitality", one[1], other[1]);
      htmx.ajax("GET", holder.dataset.list, { target: holder.dataset.brush, swap: "innerHTML", values });
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
