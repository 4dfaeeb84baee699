"use strict";
// The console's page. Values are only ever set as text, so that no field of a record becomes HTML.
const main = document.getElementById("main");
const state = { role: "viewer", kind: "", open: new Set() };

function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  for (const child of children.flat()) if (child != null && child !== false) element.append(child instanceof Node ? child : String(child));
  return element;
}

async function api(path, body) {
  const answer = await fetch("api/v1/" + path, body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json", "X-Shardsteer-Console": "page" }, body: JSON.stringify(body) });
  const json = await answer.json();
  if (answer.status === 401) { login(); throw new Error("login"); }
  if (!answer.ok) throw new Error(json.error || answer.statusText);
  return json;
}

let toastTimer;
function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text; box.hidden = false;
  clearTimeout(toastTimer); toastTimer = setTimeout(() => { box.hidden = true; }, 6000);
}

function login() {
  if (document.querySelector("dialog[open]")) return;
  const input = el("input", { type: "password", autocomplete: "current-password", id: "token" });
  dialog("Log in", [el("label", { for: "token" }, "Token of a viewer or an operator"), input], "Log in", async () => {
    await api("session", { token: input.value }); start();
  });
}

function dialog(title, content, label, action) {
  const box = el("dialog", {}, el("h2", {}, title), ...content);
  const go = el("button", { class: "main", onclick: async () => {
    go.disabled = true;
    try { await action(); box.close(); } catch (e) { toast(e.message === "login" ? "The token is not known." : e.message); go.disabled = false; }
  } }, label);
  box.append(el("div", { class: "row" }, el("button", { onclick: () => box.close() }, "Cancel"), go));
  box.addEventListener("close", () => box.remove());
  box.addEventListener("keydown", event => { if (event.key === "Enter") { event.preventDefault(); go.click(); } });
  document.body.append(box); box.showModal();
}

function command(pipeline, name, title, text, body) {
  const reason = el("input", { placeholder: "Why? It is written in the decision log.", id: "reason", maxlength: 500 });
  const who = el("input", { placeholder: "Who are you?", id: "who", maxlength: 80, value: localStorage.getItem("who") || "" });
  dialog(title, [el("p", { class: "quiet" }, text), who, reason], title, async () => {
    localStorage.setItem("who", who.value);
    const answer = await api(`pipelines/${pipeline}/commands/${name}`, { ...body, reason: reason.value, who: who.value });
    toast(answer.message); refresh();
  });
}

const n = value => value == null ? "–" : Math.round(value).toLocaleString("en");
const f = (value, digits) => value == null ? "–" : value.toFixed(digits);
const pct = value => value == null ? "–" : (100 * value).toFixed(1) + " %";
const clock = millis => millis ? new Date(millis).toLocaleTimeString() : "–";
function since(millis) {
  if (!millis) return "from the beginning";
  const s = Math.max(0, (Date.now() - millis) / 1000);
  return s < 90 ? Math.round(s) + " s ago" : s < 5400 ? Math.round(s / 60) + " min ago" : s < 172800 ? Math.round(s / 3600) + " h ago" : Math.round(s / 86400) + " d ago";
}
const model = p => p.modelVersion ? "model " + p.modelVersion : "hashing";
const evenness = p => p.imbalance > (p.acceptableImbalance || 9e9) ? "bad" : p.imbalance > (p.acceptableImbalance || 0.2) / 2 ? "warn" : "good";

function health(p) {
  const chips = [];
  for (const pause of p.pauses || []) chips.push(el("span", { class: "chip warn" }, pause.what + " paused"));
  if (p.candidateCount) chips.push(el("span", { class: "chip warn" }, "candidate waits"));
  if (p.trainingSinceMillis) chips.push(el("span", { class: "chip" }, "training"));
  if (p.waitingFor) chips.push(el("span", { class: "chip warn" }, "waiting"));
  if (!p.steered) chips.push(el("span", { class: "chip bad" }, "no controller yet"));
  if (!chips.length) chips.push(el("span", { class: "chip good" }, "steering"));
  return chips;
}

function newest(millis) {
  const live = document.getElementById("live");
  live.textContent = millis ? "newest message " + clock(millis) : "";
  live.classList.toggle("stale", Date.now() - millis > 30000);
}

// ---- all pipelines ------------------------------------------------------------------------------------------------
async function overview() {
  const pipelines = await api("pipelines");
  document.getElementById("crumbs").replaceChildren();
  newest(Math.max(0, ...pipelines.map(p => p.atMillis)));
  const cards = pipelines.map(p => {
    const spark = el("div", { class: "spark" });
    return { p, spark, card: el("a", { class: "card", href: "#/" + encodeURIComponent(p.pipeline) },
      el("div", { class: "head" }, el("h2", {}, p.pipeline), el("span", {}, ...health(p))),
      el("div", { class: "quiet small" }, p.input), spark,
      el("div", { class: "mini" },
        el("div", {}, el("span", {}, "largest − smallest"), el("b", { class: evenness(p) }, pct(p.imbalance))),
        el("div", {}, el("span", {}, "records/s"), el("b", {}, n(p.recordsPerSecond))),
        el("div", {}, el("span", {}, "shards read per query"), el("b", {}, f(p.fanOut, 2))),
        el("div", {}, el("span", {}, "records"), el("b", {}, Charts.short(p.records))),
        el("div", {}, el("span", {}, "shards"), el("b", {}, p.shardCount)),
        el("div", {}, el("span", {}, "routes by"), el("b", {}, model(p))))) };
  });
  main.replaceChildren(el("h1", {}, "Pipelines"), el("p", { class: "quiet" }, pipelines.length === 1 ? "One pipeline is followed." : pipelines.length + " pipelines are followed."),
    el("div", { class: "pipes" }, cards.map(c => c.card)));
  cards.forEach(c => Charts.spark(c.spark, c.p.recentImbalance, c.p.acceptableImbalance));
}

// ---- one pipeline -------------------------------------------------------------------------------------------------
let view = null;
const card = (size, title, note, ...content) => el("section", { class: "card " + size }, el("div", { class: "head" }, el("h2", {}, title), el("span", { class: "quiet" }, note || "")), ...content);
const fact = (label, value, note, tone) => el("div", { class: "fact" }, el("span", {}, label), el("b", { class: tone || "" }, value), el("i", {}, note || ""));

function layout(name) {
  const box = () => el("div", { class: "plot" });
  view = { name, top: el("div"), facts: el("div", { class: "facts" }), sizes: box(), rates: box(), over: box(), imbalance: box(), fan: box(), heat: box(), map: box(), reads: el("div"), rejects: el("div"), routers: el("div", { class: "scroll" }), log: el("div"), kinds: el("div", { class: "kinds" }), lines: el("pre", { hidden: true }) };
  const question = el("input", { placeholder: "latitude in 37.7..37.8 and city = 'San Jose'", "aria-label": "Predicate", id: "question" });
  const ask = async () => {
    view.lines.hidden = false; view.lines.textContent = "Asking …";
    try { view.lines.textContent = (await api(`pipelines/${name}/explain`, { predicate: question.value })).lines.join("\n"); } catch (e) { view.lines.textContent = e.message; }
  };
  question.addEventListener("keydown", event => { if (event.key === "Enter") ask(); });
  const legend = el("div", { class: "legend" }, Object.entries({ adopted: "model adopted", rebalanced: "rebalanced", reverted: "reverted", refused: "model refused" }).map(([kind, text]) => {
    const swatch = el("i"); swatch.style.background = Charts.markColours()[kind]; return el("span", {}, swatch, text); }));
  view.mapCard = card("half", "Map", "sampled records, coloured by shard", view.map);
  main.replaceChildren(view.top, view.facts, el("div", { class: "grid" },
    card("half", "Size of each shard", "records; dashed: mean", view.sizes),
    card("half", "Rate of each shard", "records/s in the last minute", view.rates),
    card("half", "Imbalance over time", "largest − smallest shard, as a share of a fair one", view.imbalance, legend),
    card("half", "Shards read per query", "over time, as readers report it", view.fan),
    view.overCard = card("half", "Shard sizes over time", "as multiples of the mean", view.over),
    card("half", "Routers", "", view.routers),
    view.heatCard = card("", "The order", "load along the order over time (colour), split points (lines), model changes (dashed)", view.heat),
    view.mapCard,
    card("half", "Reads", "last minute", view.reads),
    card("half", "Ask", "which shards hold the answer: query --explain", el("div", { class: "row" }, question, el("button", { class: "main", onclick: ask }, "Explain")), view.lines),
    card("half", "Rejected records", "", view.rejects),
    card("", "Decisions", "newest first; open one for its numbers", view.kinds, view.log)));
}

function head(p) {
  const operator = state.role === "operator", paused = (p.pauses || []).length > 0;
  const buttons = operator ? [
    paused ? el("button", { class: "main", id: "resume", onclick: () => command(p.pipeline, "resume", "Resume", "Rebalancing and model changes go on.", {}) }, "Resume")
      : el("button", { id: "pause", onclick: () => command(p.pipeline, "pause", "Pause", "Split points and models are frozen; routing goes on.", {}) }, "Pause"),
    el("button", { id: "retrain", onclick: () => command(p.pipeline, "retrain", "Retrain", "The controller asks for a new model now.", {}) }, "Retrain"),
  ] : [];
  const banners = [];
  for (const pause of p.pauses || []) banners.push(el("div", { class: "banner" }, `${pause.what} paused since ${clock(pause.sinceMillis)} by ${pause.who}`, pause.reason ? `: ${pause.reason}` : ""));
  if (p.waitingFor) banners.push(el("div", { class: "banner" }, "The controller waits: " + p.waitingFor));
  if (p.hotKey) banners.push(el("div", { class: "banner" }, `Key '${p.hotKey}' holds more of the load than a shard's share. Pin it to a shard of its own, or divide it: keep_key_together: false`));
  if (p.rows && p.rows.move) banners.push(el("div", { class: "banner" }, `Stored rows move to revision ${p.rows.revision}: ${p.rows.state}, ${n(p.rows.copied)} of ${n(p.rows.planned)} copied, ${n(p.rows.deleted)} deleted`, p.rows.waitingFor ? `. ${p.rows.waitingFor}` : ""));
  for (const c of p.candidates || []) {
    banners.push(el("div", { class: "banner" }, el("div", { class: "head" }, el("h2", {}, `Model ${c.modelVersion} waits for approval until ${clock(c.expiresMillis)}`),
      operator && el("span", { class: "row" }, el("button", { onclick: () => command(p.pipeline, "reject", "Reject", `Model ${c.modelVersion} is refused; the present one goes on.`, { candidate: c.id }) }, "Reject"),
        el("button", { class: "main", onclick: () => command(p.pipeline, "approve", "Approve", `Model ${c.modelVersion} routes from its first table on.`, { candidate: c.id }) }, "Approve"))),
      numbers({ present: c.present, expected: c.expected })));
  }
  view.top.replaceChildren(el("div", { class: "head" }, el("div", {}, el("h1", {}, p.pipeline), el("div", { class: "quiet small" }, p.input)), el("div", { class: "row" }, ...health(p), ...buttons)), ...banners);
  const rejected = p.rejected, share = rejected / Math.max(1, rejected + p.records);
  view.facts.replaceChildren(
    fact("Largest − smallest shard", pct(p.imbalance), p.acceptableImbalance ? `acceptable ${pct(p.acceptableImbalance)} of a fair one` : "", evenness(p)),
    fact("Shards read per query", f(p.fanOut, 2), p.fanOut == null ? "no query in the last minute" : `of ${p.shardCount}`),
    fact("Records/s", n(p.recordsPerSecond), "last minute"),
    fact("Records", Charts.short(p.records), `${p.shardCount} shards`),
    fact("Routes by", model(p), p.modelSinceMillis ? "since " + since(p.modelSinceMillis) : ""),
    fact("Revision", n(p.revision), p.resolutionBits < 24 ? `resolution ${p.resolutionBits} bits` : ""),
    ...(p.pins.length ? [fact("Pinned values", n(p.pins.flatMap(pin => pin.values).length), pinned(p.pins))] : []),
    fact("Rejected", n(rejected), rejected ? `${(share * 100).toFixed(2)} % of all` : "none", rejected ? "warn" : ""));
}

function pinned(pins) {
  const alone = [...new Set(pins.filter(pin => pin.exclusive).map(pin => pin.shard))];
  return alone.length ? `alone in shard ${alone.join(", ")}` : `to shard ${[...new Set(pins.map(pin => pin.shard))].join(", ")}`;
}

function numbers(groups) {
  const columns = Object.entries(groups).filter(([, values]) => values && Object.keys(values).length);
  if (!columns.length) return el("p", { class: "quiet small" }, "This decision carries no numbers.");
  const names = [...new Set(columns.flatMap(([, values]) => Object.keys(values)))].sort();
  return el("div", { class: "scroll" }, el("table", {}, el("tr", {}, el("th", {}, ""), columns.map(([title]) => el("th", { class: "n" }, title))),
    names.map(name => el("tr", {}, el("td", {}, name.replaceAll("_", " ")), columns.map(([, values]) => el("td", { class: "n" }, values[name] == null ? "" : Charts.short(values[name])))))));
}

const tones = { adopted: "good", settled: "good", resolution_restored: "good", reverted: "bad", refused: "warn", no_action: "warn", resolution_reduced: "warn" };
function decisions(log) {
  const kinds = Object.entries(log.counts);
  view.kinds.replaceChildren(...[["", kinds.reduce((a, [, c]) => a + c, 0)], ...kinds].map(([kind, count]) =>
    el("button", { class: state.kind === kind ? "on" : "", onclick: () => { state.kind = kind; refresh(); } }, `${kind ? kind.replaceAll("_", " ") : "all"} ${count}`)));
  view.log.replaceChildren(...log.decisions.map(d => {
    const id = `${d.atMillis}/${d.kind}/${d.revision}`;
    const item = el("details", { open: state.open.has(id) }, el("summary", {}, el("time", {}, new Date(d.atMillis).toLocaleString([], { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" })),
      el("span", {}, el("span", { class: "chip " + (tones[d.kind] || "") }, d.kind.replaceAll("_", " "))), el("span", { class: "msg" }, d.message)),
      el("div", { class: "numbers" }, el("p", { class: "quiet small" }, `trigger ${d.trigger} · revision ${d.revision} · ${model(d)} · by ${d.who || "the controller"}`), numbers({ before: d.before, expected: d.expected, after: d.after })));
    item.addEventListener("toggle", () => item.open ? state.open.add(id) : state.open.delete(id));
    return item;
  }));
  if (!log.decisions.length) view.log.append(el("p", { class: "quiet" }, "None yet."));
}

function tables(p, rejected) {
  const reads = p.shards.filter(s => s.readMillisP99 != null);
  view.reads.replaceChildren(
    reads.length ? el("div", { class: "plot" }) : el("p", { class: "quiet" }, "No shard was read or probed in the last minute."),
    el("p", { class: "quiet small" }, `${n(p.queries)} queries so far. Declared shapes: `, p.declaredQueries.length ? p.declaredQueries.map(q => `${q.name} (${q.fields.join(", ")}; weight ${q.weight})`).join(" · ") : "none"));
  if (reads.length) Charts.bars(view.reads.firstChild, p.shards.map(s => s.readMillisP99 || 0), v => f(v, 1) + " ms, p99 of a page");
  view.routers.replaceChildren(el("table", {}, el("tr", {}, el("th", {}, "instance"), el("th", { class: "n" }, "in flight"), el("th", { class: "n" }, "write p50 / p99, ms"), el("th", { class: "n" }, "revision"), el("th", { class: "n" }, "reported")),
    p.routers.map(r => el("tr", {}, el("td", {}, r.instance), el("td", { class: "n" }, n(r.inFlight)), el("td", { class: "n" }, `${f(r.writeMillisP50, 1)} / ${f(r.writeMillisP99, 1)}`), el("td", { class: "n" }, r.revision), el("td", { class: "n" }, since(r.reportedMillis))))));
  const reasons = Object.entries(rejected.reasons).sort((a, b) => b[1] - a[1]);
  view.rejects.replaceChildren(reasons.length ? el("div", { class: "row" }, reasons.map(([reason, count]) => el("span", { class: "chip warn" }, `${reason.replaceAll("_", " ")} ${n(count)}`))) : el("p", { class: "quiet" }, "None."),
    ...rejected.records.slice(0, 6).map(r => el("details", {}, el("summary", {}, el("time", {}, clock(r.atMillis)), el("span", {}, r.reason), el("span", { class: "msg" }, r.why || "")), el("pre", {}, r.payload ?? "Only operators see payloads."))));
}

async function pipeline(name) {
  const path = "pipelines/" + encodeURIComponent(name);
  const [p, series, order, rejected, log] = await Promise.all([api(path), api(path + "/series"), api(path + "/order"), api(path + "/rejects"), api(`${path}/decisions?limit=60&kind=${state.kind}`)]);
  if (!view || view.name !== name) layout(name);
  document.getElementById("crumbs").replaceChildren("/ ", el("b", {}, name));
  newest(p.atMillis);
  head(p);
  const mean = p.records / p.shardCount;
  Charts.bars(view.sizes, p.shards.map(s => s.records), v => n(v) + " records", mean, mean * (1 + (p.acceptableImbalance || 1e9)));
  Charts.bars(view.rates, p.shards.map(s => s.perSecond || 0), v => f(v, 1) + " records/s", (p.recordsPerSecond || 0) / p.shardCount);
  const accent = Charts.css("--accent"), limit = series.acceptableImbalance;
  Charts.lines(view.imbalance, series.times, [{ label: "imbalance", values: series.imbalance, colour: accent, fill: accent + "18" },
    ...(limit ? [{ label: "acceptable", values: series.times.map(() => limit), colour: Charts.css("--warn"), width: 1, dash: [4, 4] }] : [])], { marks: series.marks, from: 0, span: 0.05, format: pct });
  if (series.fanOut.some(v => v != null)) Charts.lines(view.fan, series.times, [{ label: "shards per query", values: series.fanOut, colour: accent, fill: accent + "18" }], { marks: series.marks, from: 0, span: 2 });
  else view.fan.replaceChildren(el("p", { class: "quiet" }, "No reader has reported a query."));
  const quantiles = ["smallest", "10 %", "median", "90 %", "largest"];
  Charts.lines(view.over, series.times, series.sizes.map((values, i) => ({ label: series.lines === "shards" ? "shard " + i : quantiles[i], values, colour: Charts.shardColour(i, series.sizes.length), width: 1.4 })), { marks: series.marks });
  Charts.heat(view.heat, order);
  view.mapCard.hidden = !p.hasPlace;
  if (p.hasPlace) Charts.map(view.map, (await api(path + "/places")).places, p.shardCount);
  tables(p, rejected);
  decisions(log);
}

async function refresh() {
  const name = decodeURIComponent(location.hash.replace(/^#\/?/, ""));
  try {
    if (name) await pipeline(name); else { view = null; await overview(); }
    document.body.dataset.ready = "true";
  } catch (e) {
    if (e.message !== "login") { if (!view) main.replaceChildren(el("p", { class: "quiet" }, e.message)); else toast(e.message); }
  }
}

let timer;
async function start() {
  try { state.role = (await api("me")).role; } catch (e) { if (e.message !== "login") toast(e.message); return; }
  await refresh();
  clearInterval(timer);
  timer = setInterval(() => { if (!document.hidden && !document.querySelector("dialog[open]")) refresh(); }, 3000);
}
addEventListener("hashchange", () => { view = null; refresh(); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { view = null; refresh(); });
addEventListener("resize", () => refresh());
start();
