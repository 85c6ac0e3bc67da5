"use strict";
// Reads a vector tile (Mapbox Vector Tile 2.1): a list of layers, each with its
// features, whose rings are paths in units of the tile.
function readTile(buffer) {
  const bytes = new Uint8Array(buffer), view = new DataView(buffer), layers = [], text = new TextDecoder();
  function varint(at) {
    let value = 0, shift = 1, b;
    do { b = bytes[at.p++]; value += (b & 127) * shift; shift *= 128; } while (b > 127);
    return value;
  }
  function fields(start, end, each) {
    const at = { p: start };
    while (at.p < end) {
      const key = varint(at), number = Math.floor(key / 8), kind = key & 7;
      if (kind === 0) each(number, varint(at));
      else if (kind === 1) { each(number, at.p, at.p + 8); at.p += 8; }
      else if (kind === 5) { each(number, at.p, at.p + 4); at.p += 4; }
      else { const n = varint(at); each(number, at.p, at.p + n); at.p += n; }
    }
  }
  function list(start, end) {
    const all = [], at = { p: start };
    while (at.p < end) all.push(varint(at));
    return all;
  }
  function value(start, end) {
    let v = null;
    fields(start, end, (n, a, b) => {
      if (n === 1) v = text.decode(bytes.subarray(a, b));
      else if (n === 2) v = view.getFloat32(a, true);
      else if (n === 3) v = view.getFloat64(a, true);
      else if (n === 6) v = a % 2 ? -(a + 1) / 2 : a / 2;
      else if (n === 7) v = a !== 0;
      else v = a;
    });
    return v;
  }
  function paths(commands) {
    const all = [];
    let x = 0, y = 0, path = null;
    for (let i = 0; i < commands.length;) {
      const id = commands[i] & 7, count = commands[i] >> 3;
      i++;
      if (id === 7) { if (path) path.push(path[0], path[1]); continue; }
      for (let j = 0; j < count; j++) {
        const dx = commands[i++], dy = commands[i++];
        x += (dx >> 1) ^ -(dx & 1);
        y += (dy >> 1) ^ -(dy & 1);
        if (id === 1) { path = []; all.push(path); }
        path.push(x, y);
      }
    }
    return all;
  }
  fields(0, bytes.length, (n, start, end) => {
    if (n !== 3) return;
    const layer = { name: "", extent: 4096, features: [] }, keys = [], values = [], raw = [];
    fields(start, end, (m, a, b) => {
      if (m === 1) layer.name = text.decode(bytes.subarray(a, b));
      else if (m === 2) raw.push([a, b]);
      else if (m === 3) keys.push(text.decode(bytes.subarray(a, b)));
      else if (m === 4) values.push(value(a, b));
      else if (m === 5) layer.extent = a;
    });
    for (const [a, b] of raw) {
      const feature = { kind: 0, properties: {}, paths: [] };
      fields(a, b, (m, c, d) => {
        if (m === 2) { const tags = list(c, d); for (let i = 0; i < tags.length; i += 2) feature.properties[keys[tags[i]]] = values[tags[i + 1]]; }
        else if (m === 3) feature.kind = c;
        else if (m === 4) feature.paths = paths(list(c, d));
      });
      layer.features.push(feature);
    }
    layers.push(layer);
  });
  return layers;
}
