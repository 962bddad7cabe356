// Opens the assistant as a panel on the present page. A module that `frame.js` asks for once its link is pressed:
// <a data-talk="…js" data-sheet="…css">, whose address answers `panneau=1` with what the panel shows.
const KEY = "talk";
let panel;

const kept = () => JSON.parse(sessionStorage.getItem(KEY) || "{}");
const log = () => panel.querySelector("[data-talk-log]");
const field = () => panel.querySelector("input[name=q]");
const keep = () => sessionStorage.setItem(KEY, JSON.stringify({ lang: document.documentElement.lang, log: log().innerHTML, draft: field().value }));

/** Returns what `url` adds to the panel. Where many ask at once it asks again by itself, `tries` times. */
async function fragment(url, tries = 3) {
  const address = new URL(url, location.href);
  address.searchParams.set("panneau", "1");
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  const seconds = answer.headers.get("Retry-After");
  if (answer.status === 503 && seconds && tries) {
    await new Promise((done) => setTimeout(done, 1000 * seconds * (0.5 + Math.random())));
    return fragment(url, tries - 1);
  }
  if (!answer.ok && !seconds) throw new Error(answer.status);
  return answer.text();
}

async function open(link) {
  const content = await fragment(link.href);
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: link.dataset.sheet });
  await new Promise((done) => { sheet.onload = sheet.onerror = done; document.head.append(sheet); });
  panel = document.createElement("section");
  panel.className = "talk";
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-labelledby", "talk-title");
  panel.innerHTML = content;
  const before = kept();
  if (before.log && before.lang === document.documentElement.lang) log().innerHTML = before.log;
  field().value = before.draft || "";
  panel.addEventListener("submit", (event) => { event.preventDefault(); if (field().value.trim()) ask(`${event.target.action}?q=${encodeURIComponent(field().value)}`, true); });
  panel.addEventListener("click", pressed);
  panel.addEventListener("input", keep);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  document.body.append(panel);
  field().focus();
}

function pressed(event) {
  const link = event.target.closest("a[data-ask]");
  if (event.target.closest("[data-talk-close]")) close();
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  ask(link.href, false);
}

async function ask(url, isTyped) {
  try {
    const answer = document.createElement("div");
    answer.innerHTML = await fragment(url);
    log().append(answer);
    if (isTyped) field().value = "";
    field().focus();
    answer.scrollIntoView({ block: "start" });
    keep();
  } catch {
    location.assign(url);
  }
}

function close() {
  panel.remove();
  panel = undefined;
  document.querySelector("[data-talk]").focus();
}

/** Opens the panel, or closes it; throws where nothing is heard of the site. */
export async function toggle(link) {
  if (panel) return close();
  await open(link);
}
