"use strict";
// A map of the vector tiles of one collection, with the features of the page
// drawn over them. Coordinates are fractions of the world's square (Web
// Mercator), x from the west and y from the north.
for (const box of document.querySelectorAll(".map")) {
  const told = JSON.parse(box.dataset.map), canvas = box.querySelector("canvas"), pen = canvas.getContext("2d");
  const pop = box.querySelector(".pop"), scale = box.querySelector(".scale span"), side = 256;
  const tiles = new Map();
  let x = 0.5, y = 0.5, zoom = 5, wanted = 0;

  const across = lon => (lon + 180) / 360;
  const down = lat => { const s = Math.sin(lat * Math.PI / 180); return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI); };
  const size = () => side * 2 ** zoom;
  const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function positions(g, each) {
    (function walk(c) { if (typeof c[0] === "number") each(c[0], c[1]); else c.forEach(walk); })(g.coordinates);
  }
  function home() {
    let b = told.box.slice();
    if (told.zoom) {
      b = [180, 90, -180, -90];
      for (const f of told.features) positions(f.geometry, (lon, lat) => { b = [Math.min(b[0], lon), Math.min(b[1], lat), Math.max(b[2], lon), Math.max(b[3], lat)]; });
    }
    const west = across(b[0]), east = across(b[2]), north = down(b[3]), south = down(b[1]);
    x = (west + east) / 2; y = (north + south) / 2;
    const fit = Math.log2(Math.min(box.clientWidth / Math.max(east - west, 1e-7), box.clientHeight / Math.max(south - north, 1e-7)) / side * 0.9);
    zoom = Math.max(1, Math.min(told.zoom ? 19 : 20, fit));
  }
  function tile(z, col, row) {
    const key = z + "/" + col + "/" + row;
    if (!tiles.has(key)) {
      if (tiles.size > 400) tiles.clear();
      tiles.set(key, null);
      fetch(told.tiles + key + ".mvt").then(r => r.status === 200 ? r.arrayBuffer() : null).then(b => {
        tiles.set(key, b ? readTile(b) : []);
        draw();
      }).catch(() => tiles.delete(key));
    }
    return tiles.get(key);
  }
  function trace(paths, dx, dy, k) {
    pen.beginPath();
    for (const p of paths) for (let i = 0; i < p.length; i += 2) i ? pen.lineTo(dx + p[i] * k, dy + p[i + 1] * k) : pen.moveTo(dx + p[i] * k, dy + p[i + 1] * k);
  }
  function draw() { cancelAnimationFrame(wanted); wanted = requestAnimationFrame(paint); }
  function paint() {
    const ratio = window.devicePixelRatio || 1, w = box.clientWidth, h = box.clientHeight;
    if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) { canvas.width = Math.round(w * ratio); canvas.height = Math.round(h * ratio); }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, w, h);
    const accent = color("--accent"), warm = color("--warm"), ink = color("--ink");
    const z = Math.max(0, Math.min(20, Math.round(zoom))), n = 2 ** z, s = size() / n, left = x * size() - w / 2, top = y * size() - h / 2;
    const labels = [];
    for (let row = Math.max(0, Math.floor(top / s)); row <= Math.min(n - 1, Math.floor((top + h) / s)); row++) {
      for (let col = Math.max(0, Math.floor(left / s)); col <= Math.min(n - 1, Math.floor((left + w) / s)); col++) {
        const dx = col * s - left, dy = row * s - top;
        pen.save();
        pen.beginPath(); pen.rect(dx, dy, s + 0.5, s + 0.5); pen.clip();
        for (const layer of tile(z, col, row) || []) {
          const k = s / layer.extent;
          for (const f of layer.features) {
            if (f.kind === 1) {
              for (const p of f.paths) { pen.beginPath(); pen.arc(dx + p[0] * k, dy + p[1] * k, 3.5, 0, 7); pen.fillStyle = accent; pen.fill(); }
              continue;
            }
            trace(f.paths, dx, dy, k);
            if (f.kind === 3) { pen.fillStyle = accent; pen.globalAlpha = 0.16; pen.fill("evenodd"); pen.globalAlpha = 1; }
            pen.strokeStyle = accent; pen.lineWidth = f.kind === 2 ? 1.5 : 0.8; pen.stroke();
            if (zoom > 16.5 && f.kind === 3) labels.push([f, dx, dy, k]);
          }
        }
        pen.restore();
      }
    }
    const written = new Set();
    pen.fillStyle = ink; pen.font = "11px system-ui, sans-serif"; pen.textAlign = "center"; pen.textBaseline = "middle";
    for (const [f, dx, dy, k] of labels) {
      const name = f.properties.label || f.properties.parcel || f.properties.sheet, id = f.properties.id || name;
      if (!name || written.has(id)) continue;
      let a = 1e9, b = 1e9, c = -1e9, d = -1e9;
      for (let i = 0; i < f.paths[0].length; i += 2) { a = Math.min(a, f.paths[0][i]); c = Math.max(c, f.paths[0][i]); b = Math.min(b, f.paths[0][i + 1]); d = Math.max(d, f.paths[0][i + 1]); }
      if ((c - a) * k < 24 || (d - b) * k < 14) continue;
      written.add(id);
      pen.fillText(name, dx + (a + c) / 2 * k, dy + (b + d) / 2 * k);
    }
    for (const f of told.features || []) {
      if (!f.geometry) continue;
      const g = f.geometry, rings = /Polygon/.test(g.type), lines = /Line/.test(g.type);
      pen.beginPath();
      (function walk(c) {
        if (typeof c[0] === "number") { const px = across(c[0]) * size() - left, py = down(c[1]) * size() - top; pen.moveTo(px + 5, py); pen.arc(px, py, 5, 0, 7); return; }
        if (typeof c[0][0] === "number" && (rings || lines)) { c.forEach((p, i) => { const px = across(p[0]) * size() - left, py = down(p[1]) * size() - top; i ? pen.lineTo(px, py) : pen.moveTo(px, py); }); return; }
        c.forEach(walk);
      })(g.coordinates);
      if (!lines) { pen.fillStyle = warm; pen.globalAlpha = told.zoom ? 0.35 : 0.2; pen.fill("evenodd"); pen.globalAlpha = 1; }
      pen.strokeStyle = warm; pen.lineWidth = told.zoom ? 2.5 : 1.2; pen.stroke();
    }
    ruler(h);
  }
  function ruler() {
    const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * y))), metres = 40075016.7 * Math.cos(lat) / size(), rough = metres * 110;
    const power = 10 ** Math.floor(Math.log10(rough)), step = [5, 2, 1].map(k => k * power).find(v => v <= rough);
    scale.style.width = step / metres + "px";
    scale.textContent = step >= 1000 ? step / 1000 + " km" : step + " m";
  }
  function zoomAt(px, py, by) {
    const before = size(), wx = x + (px - box.clientWidth / 2) / before, wy = y + (py - box.clientHeight / 2) / before;
    zoom = Math.max(1, Math.min(21, zoom + by));
    x = wx - (px - box.clientWidth / 2) / size(); y = wy - (py - box.clientHeight / 2) / size();
    draw();
  }
  function ask(px, py) {
    const at = (dx, dy) => {
      const wx = x + (px + dx - box.clientWidth / 2) / size(), wy = y + (py + dy - box.clientHeight / 2) / size();
      return [wx * 360 - 180, Math.atan(Math.sinh(Math.PI * (1 - 2 * wy))) * 180 / Math.PI];
    };
    const [west, south] = at(-2, 2), [east, north] = at(2, -2);
    fetch(told.items + "?f=json&limit=1&bbox=" + [west, south, east, north].map(v => v.toFixed(8)).join(",")).then(r => r.json()).then(found => {
      const f = (found.features || [])[0];
      pop.hidden = !f;
      pop.replaceChildren();
      if (!f) return;
      const link = document.createElement("a");
      link.href = told.items + "/" + encodeURIComponent(f.id) + "?f=html";
      link.textContent = f.id;
      const table = document.createElement("table");
      for (const [name, v] of Object.entries(f.properties)) {
        if (v === null || v === "") continue;
        const row = table.insertRow();
        row.insertCell().textContent = name;
        row.insertCell().textContent = v;
      }
      pop.append(link, table);
    });
  }

  const down0 = new Map();
  let moved = 0, span = 0;
  const spread = () => { const p = [...down0.values()]; return Math.hypot(p[0][0] - p[1][0], p[0][1] - p[1][1]); };
  canvas.addEventListener("pointerdown", e => { canvas.setPointerCapture(e.pointerId); down0.set(e.pointerId, [e.offsetX, e.offsetY]); moved = 0; span = down0.size === 2 ? spread() : 0; });
  canvas.addEventListener("pointermove", e => {
    const before = down0.get(e.pointerId);
    if (!before) return;
    down0.set(e.pointerId, [e.offsetX, e.offsetY]);
    if (down0.size === 2) {
      const p = [...down0.values()], now = spread();
      if (span > 0) zoomAt((p[0][0] + p[1][0]) / 2, (p[0][1] + p[1][1]) / 2, Math.log2(now / span));
      span = now; moved = 99;
      return;
    }
    moved += Math.abs(e.offsetX - before[0]) + Math.abs(e.offsetY - before[1]);
    x -= (e.offsetX - before[0]) / size(); y -= (e.offsetY - before[1]) / size();
    draw();
  });
  const up = e => { if (down0.delete(e.pointerId) && moved < 6 && e.type === "pointerup") ask(e.offsetX, e.offsetY); };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("wheel", e => { e.preventDefault(); zoomAt(e.offsetX, e.offsetY, -Math.sign(e.deltaY) * 0.5); }, { passive: false });
  canvas.addEventListener("keydown", e => {
    const step = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }[e.key];
    if (step) { x += step[0] / size(); y += step[1] / size(); draw(); e.preventDefault(); }
    if (e.key === "+" || e.key === "-") zoomAt(box.clientWidth / 2, box.clientHeight / 2, e.key === "+" ? 1 : -1);
  });
  for (const button of box.querySelectorAll("button")) button.addEventListener("click", () => {
    if (button.dataset.do === "home") { home(); draw(); } else zoomAt(box.clientWidth / 2, box.clientHeight / 2, button.dataset.do === "in" ? 1 : -1);
  });
  new ResizeObserver(draw).observe(box);
  home();
  draw();
}
