"use strict";
// Charts of the console: lines by uPlot, everything else drawn on a canvas. No value ever becomes HTML.
const Charts = (() => {
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const dark = () => matchMedia("(prefers-color-scheme: dark)").matches;
  const shardColour = (shard, count) =>
    `hsl(${Math.round((shard * 320) / Math.max(1, count) + 215) % 360} ${dark() ? "62% 66%" : "58% 50%"})`;
  const markColours = () => ({
    adopted: css("--good"), reverted: css("--bad"), refused: css("--warn"), rebalanced: css("--accent"),
    resolution_reduced: css("--warn"), resolution_restored: css("--good"),
  });

  /** A canvas as wide as its parent, sharp on every screen. */
  function canvas(parent, height) {
    const element = document.createElement("canvas");
    parent.replaceChildren(element);
    const width = parent.clientWidth, ratio = devicePixelRatio || 1;
    element.width = width * ratio;
    element.height = height * ratio;
    element.style.height = height + "px";
    const g = element.getContext("2d");
    g.scale(ratio, ratio);
    g.font = "12px system-ui, 'DejaVu Sans', sans-serif";
    return { g, width, height, element };
  }

  const short = n => {
    if (n == null || !isFinite(n)) return "–";
    const a = Math.abs(n);
    if (a >= 1e9) return (n / 1e9).toFixed(1) + " G";
    if (a >= 1e6) return (n / 1e6).toFixed(1) + " M";
    if (a >= 1e4) return (n / 1e3).toFixed(0) + " k";
    return a >= 100 ? Math.round(n).toLocaleString("en") : a >= 10 ? n.toFixed(1) : String(+n.toFixed(3));
  };

  /** Vertical marks of decisions; the many rebalances are ticks at the foot. */
  function marksPlugin(marks) {
    return { hooks: { draw: u => {
      const colours = markColours(), g = u.ctx, box = u.bbox;
      g.save();
      for (const mark of marks) {
        const colour = colours[mark.kind];
        const x = u.valToPos(mark.atMillis / 1000, "x", true);
        if (!colour || x < box.left || x > box.left + box.width) continue;
        const tick = mark.kind === "rebalanced";
        g.strokeStyle = colour;
        g.globalAlpha = tick ? 0.55 : 0.9;
        g.lineWidth = (tick ? 1 : 1.5) * devicePixelRatio;
        g.setLineDash(tick ? [] : [4 * devicePixelRatio, 3 * devicePixelRatio]);
        g.beginPath();
        g.moveTo(x, tick ? box.top + box.height - 8 * devicePixelRatio : box.top);
        g.lineTo(x, box.top + box.height);
        g.stroke();
        if (mark.kind === "adopted") {
          g.setLineDash([]);
          g.fillStyle = colour;
          g.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
          g.fillText("model " + mark.modelVersion, x + 4 * devicePixelRatio, box.top + 11 * devicePixelRatio);
        }
      }
      g.restore();
    } } };
  }

  /** Lines over time. series: [{label, values, colour, width, dash, fill}] */
  function lines(parent, times, series, options) {
    parent.replaceChildren();
    if (!window.uPlot || times.length < 2) {
      const p = document.createElement("p");
      p.className = "quiet small";
      p.textContent = "Two reports are needed to draw this.";
      parent.append(p);
      return null;
    }
    const axis = { stroke: css("--dim"), grid: { stroke: css("--grid"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
    return new uPlot({
      width: parent.clientWidth,
      height: options.height || 210,
      legend: { show: series.length <= 4, live: true },
      cursor: { y: false, points: { size: 6 } },
      scales: { y: { range: (u, low, high) => {
        const from = options.from ?? low, to = Math.max(high ?? from, options.to ?? -Infinity);
        const span = Math.max(to - from, options.span || 1e-3);
        return [options.from != null ? from : Math.max(0, low - span * 0.08), from + span * 1.12];
      } } },
      axes: [axis, { ...axis, size: 58, values: (u, ticks) => ticks.map(short) }],
      series: [{ value: (u, v) => v == null ? "–" : new Date(v * 1000).toLocaleTimeString() },
        ...series.map(s => ({ label: s.label, stroke: s.colour, width: s.width || 2, dash: s.dash, fill: s.fill,
          spanGaps: true, points: { show: false }, value: (u, v) => v == null ? "–" : (options.format || short)(v) }))],
      plugins: [marksPlugin(options.marks || [])],
    }, [times.map(t => t / 1000), ...series.map(s => s.values)], parent);
  }

  /** One bar a shard, and a line at the mean. values and second: arrays by shard. */
  function bars(parent, values, format, mean, limit) {
    const { g, width, height, element } = canvas(parent, 190);
    const left = 52, foot = 22, top = 8, count = values.length;
    const most = Math.max(1e-9, mean || 0, ...values.map(v => v || 0)) * 1.06;
    const y = v => top + (height - foot - top) * (1 - v / most);
    g.fillStyle = css("--dim"); g.strokeStyle = css("--grid"); g.textAlign = "right";
    for (let i = 0; i <= 3; i++) {
      const v = (most / 1.06) * i / 3;
      g.beginPath(); g.moveTo(left, y(v)); g.lineTo(width, y(v)); g.stroke();
      g.fillText(short(v), left - 8, y(v) + 4);
    }
    const step = (width - left) / count, gap = step > 6 ? Math.min(6, step * 0.22) : 0;
    values.forEach((v, i) => {
      g.fillStyle = limit && v > limit ? css("--bad") : shardColour(i, count);
      const x = left + i * step + gap / 2, h = height - foot - y(v || 0);
      g.beginPath();
      if (step > 10 && g.roundRect) g.roundRect(x, y(v || 0), step - gap, h, [4, 4, 0, 0]); else g.rect(x, y(v || 0), Math.max(0.7, step - gap), h);
      g.fill();
    });
    if (mean) {
      g.strokeStyle = css("--ink"); g.globalAlpha = 0.55; g.setLineDash([5, 4]);
      g.beginPath(); g.moveTo(left, y(mean)); g.lineTo(width, y(mean)); g.stroke();
      g.setLineDash([]); g.globalAlpha = 1;
    }
    g.fillStyle = css("--dim"); g.textAlign = "center";
    const every = Math.ceil(count / Math.max(1, Math.floor((width - left) / 34)));
    for (let i = 0; i < count; i += every) g.fillText(String(i), left + (i + 0.5) * step, height - 6);
    element.onmousemove = event => {
      const i = Math.floor((event.offsetX - left) / step);
      element.title = i >= 0 && i < count ? `shard ${i}: ${format(values[i])}` : "";
    };
  }

  // Few, perceptually even steps from the background to the accent (after viridis in dark, blues in light).
  const ramp = v => dark()
    ? `rgb(${Math.round(20 + 225 * v ** 1.6)} ${Math.round(25 + 195 * v)} ${Math.round(60 + 110 * Math.sqrt(v) - 90 * v * v)})`
    : `rgb(${Math.round(246 - 215 * v ** 0.8)} ${Math.round(248 - 190 * v)} ${Math.round(253 - 85 * v)})`;

  /** The order over time: load as colour, split points as lines, model changes as gaps in them. */
  function heat(parent, order) {
    const { g, width, height } = canvas(parent, 300);
    const left = 40, foot = 22, w = width - left, h = height - foot, times = order.times;
    if (times.length < 2) return;
    const from = times[0], to = times[times.length - 1];
    const x = t => left + (w * (Math.min(Math.max(t, from), to) - from)) / (to - from);
    for (let i = 1; i < times.length; i++) {
      const x0 = x(times[i - 1]), x1 = x(times[i]);
      order.heat[i].forEach((v, cell) => {
        g.fillStyle = ramp(v / 99);
        g.fillRect(x0, h - ((cell + 1) * h) / order.cells, x1 - x0 + 0.6, h / order.cells + 0.6);
      });
    }
    const tables = order.tables;
    g.lineWidth = 1;
    g.strokeStyle = dark() ? "#ffffffcc" : "#ff7a1aee";
    const many = tables.length && tables[tables.length - 1].splitPoints.length > 128;
    if (many) g.globalAlpha = 0.35;
    tables.forEach((table, i) => {
      const start = x(table.fromMillis), end = i + 1 < tables.length ? x(tables[i + 1].fromMillis) : x(to);
      if (end <= left) return;
      const next = tables[i + 1];
      const step = Math.max(1, Math.floor(table.splitPoints.length / 160));
      g.beginPath();
      for (let p = 0; p < table.splitPoints.length; p += step) {
        const y = h - table.splitPoints[p] * h;
        g.moveTo(start, y); g.lineTo(end, y);
        if (next && next.modelVersion === table.modelVersion && next.splitPoints.length === table.splitPoints.length)
          g.lineTo(end, h - next.splitPoints[p] * h);
      }
      g.stroke();
      if (next && next.modelVersion !== table.modelVersion && end > left) {
        g.save(); g.globalAlpha = 1; g.strokeStyle = css("--good"); g.lineWidth = 2; g.setLineDash([5, 4]);
        g.beginPath(); g.moveTo(end, 0); g.lineTo(end, h); g.stroke(); g.restore();
      }
    });
    g.globalAlpha = 1; g.fillStyle = css("--dim"); g.textAlign = "right";
    for (const v of [0, 0.25, 0.5, 0.75, 1]) g.fillText(v.toFixed(2), left - 7, Math.min(h - 1, Math.max(10, h - v * h + 4)));
    g.textAlign = "center";
    const ticks = Math.max(2, Math.floor(w / 130));
    for (let i = 0; i < ticks; i++) {
      const t = from + ((to - from) * (i + 0.5)) / ticks;
      g.fillText(new Date(t).toLocaleTimeString(), x(t), height - 6);
    }
  }

  function hull(points) {
    const cross = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
    const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const half = list => {
      const out = [];
      for (const p of list) {
        while (out.length > 1 && cross(out[out.length - 2], out[out.length - 1], p) <= 0) out.pop();
        out.push(p);
      }
      out.pop();
      return out;
    };
    return [...half(sorted), ...half(sorted.reverse())];
  }

  /** Sampled records coloured by shard, each shard's area as a hull of its inner nine tenths. */
  function map(parent, places, shardCount) {
    const { g, width, height } = canvas(parent, 380);
    if (!places.length) { g.fillStyle = css("--dim"); g.fillText("No samples in the last ten minutes.", 8, 24); return; }
    const lat = places.map(p => p[0]).sort((a, b) => a - b), lon = places.map(p => p[1]).sort((a, b) => a - b);
    const q = (list, s) => list[Math.floor(s * (list.length - 1))];
    const [south, north, west, east] = [q(lat, 0.005), q(lat, 0.995), q(lon, 0.005), q(lon, 0.995)];
    const k = Math.cos(((south + north) / 2) * Math.PI / 180);
    const scale = Math.min((width - 40) / Math.max(1e-9, (east - west) * k), (height - 40) / Math.max(1e-9, north - south));
    const at = p => [width / 2 + (p[1] - (east + west) / 2) * k * scale, height / 2 - (p[0] - (south + north) / 2) * scale];
    const byShard = new Map();
    for (const p of places) { const list = byShard.get(p[2]) || []; list.push(at(p)); byShard.set(p[2], list); }
    for (const [shard, points] of byShard) {
      if (points.length < 8) continue;
      const cx = q(points.map(p => p[0]).sort((a, b) => a - b), 0.5), cy = q(points.map(p => p[1]).sort((a, b) => a - b), 0.5);
      const inner = [...points].sort((a, b) => Math.hypot(a[0] - cx, a[1] - cy) - Math.hypot(b[0] - cx, b[1] - cy)).slice(0, Math.ceil(points.length * 0.9));
      const outline = hull(inner);
      g.beginPath(); outline.forEach((p, i) => i ? g.lineTo(...p) : g.moveTo(...p)); g.closePath();
      g.fillStyle = g.strokeStyle = shardColour(shard, shardCount);
      g.globalAlpha = 0.12; g.fill(); g.globalAlpha = 0.75; g.lineWidth = 1.3; g.stroke();
    }
    g.globalAlpha = 0.8;
    for (const [shard, points] of byShard) {
      g.fillStyle = shardColour(shard, shardCount);
      for (const p of points) { g.beginPath(); g.arc(p[0], p[1], 2.1, 0, 7); g.fill(); }
    }
    g.globalAlpha = 1;
  }

  function spark(parent, values, limit) {
    const { g, width, height } = canvas(parent, 52);
    if (values.length < 2) return;
    const high = Math.max(0.01, limit || 0, ...values), y = v => 3 + (height - 6) * (1 - v / high);
    if (limit) { g.strokeStyle = css("--warn"); g.globalAlpha = 0.6; g.setLineDash([3, 3]); g.beginPath(); g.moveTo(0, y(limit)); g.lineTo(width, y(limit)); g.stroke(); g.setLineDash([]); g.globalAlpha = 1; }
    g.strokeStyle = css("--accent"); g.lineWidth = 1.8; g.lineJoin = "round"; g.beginPath();
    values.forEach((v, i) => { const x = (i * width) / (values.length - 1); i ? g.lineTo(x, y(v)) : g.moveTo(x, y(v)); });
    g.stroke();
  }

  return { css, short, shardColour, markColours, lines, bars, heat, map, spark };
})();
