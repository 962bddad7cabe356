// Changes the week of free times in place, and lets the arrow keys walk through it. Without it, links and reloads do.
// [data-week] is the part that changes: data-announce says what it shows, data-loading the words for a slow answer;
// a[data-week-link] leads to another week ("prev" and "next"), to that of a "day", or to another "month" of the calendar;
// form[data-week-form] to a date. Days are [data-day].
(() => {
  if (!document.querySelector("[data-week]")) return;
  const FRESH_MS = 15000; // A week fetched ahead is used within this time: free times change.
  const ahead = new Map();
  const week = () => document.querySelector("[data-week]");
  const days = () => [...week().querySelectorAll("[data-day]")];
  const slots = (part) => [...part.querySelectorAll("a.slot")];
  const address = () => location.pathname + location.search;
  let shown = address();

  async function load(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(answer.status);
    return { url: answer.url, text: await answer.text() };
  }

  function fetchWeek(url) {
    const known = ahead.get(url);
    if (known && Date.now() - known.at < FRESH_MS) return known.page;
    const page = load(url);
    ahead.set(url, { page, at: Date.now() });
    page.catch(() => ahead.delete(url));
    return page;
  }

  function swap(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const fresh = page.querySelector("[data-week]");
    week().replaceWith(fresh);
    document.title = page.title;
    document.getElementById("status").textContent = fresh.dataset.announce;
  }

  function focusWeek(weekday) {
    const from = weekday === undefined ? [] : days().slice(weekday).concat(days().slice(0, weekday));
    const slot = from.flatMap(slots)[0];
    (slot || week().querySelector("h2")).focus();
  }

  function focusMonth() {
    week().querySelector(".month h3").focus();
  }

  async function show(url, { pressed, weekday, push = true } = {}) {
    const slow = setTimeout(() => {
      (pressed || week()).setAttribute("aria-busy", "true");
      if (pressed && pressed.dataset.weekLink !== "day") pressed.textContent = week().dataset.loading;
    }, 300);
    try {
      const page = await fetchWeek(url);
      swap(page.text);
      if (push) history.pushState(null, "", page.url);
      shown = address();
      if (pressed?.dataset.weekLink === "month") focusMonth();
      else focusWeek(weekday);
    } catch {
      location.assign(url);
    } finally {
      clearTimeout(slow);
    }
  }

  const weekLink = (event) => event.target.closest?.("[data-week] a[data-week-link]");

  document.addEventListener("click", (event) => {
    const link = weekLink(event);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href, { pressed: link });
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-week-form]");
    if (!form) return;
    event.preventDefault();
    const url = new URL(form.action);
    url.search = new URLSearchParams(new FormData(form));
    show(url.href, { pressed: event.submitter });
  });
  // A link within the page, such as the one to its content, moves in the history too: the week stays.
  addEventListener("popstate", () => address() !== shown && show(location.href, { push: false }));
  for (const name of ["pointerover", "focusin"]) {
    document.addEventListener(name, (event) => {
      const link = weekLink(event);
      if (link?.matches('[data-week-link="prev"], [data-week-link="next"]')) fetchWeek(link.href).catch(() => {});
    });
  }

  const row = (slot) => Number(slot.closest("li").className.match(/\br(\d+)/)?.[1] ?? 0);
  const nearest = (list, slot) => list.reduce((a, b) => (Math.abs(row(b) - row(slot)) < Math.abs(row(a) - row(slot)) ? b : a));

  function beside(slot, step) {
    const withSlots = days().filter((day) => slots(day).length);
    const day = withSlots[withSlots.indexOf(slot.closest("[data-day]")) + step];
    return day && nearest(slots(day), slot);
  }

  function target(slot, event) {
    const ofDay = slots(slot.closest("[data-day]"));
    const reach = event.ctrlKey ? slots(week()) : ofDay;
    switch (event.key) {
      case "ArrowDown": return ofDay[ofDay.indexOf(slot) + 1];
      case "ArrowUp": return ofDay[ofDay.indexOf(slot) - 1];
      case "ArrowRight": return beside(slot, 1);
      case "ArrowLeft": return beside(slot, -1);
      case "Home": return reach[0];
      case "End": return reach.at(-1);
    }
  }

  document.addEventListener("keydown", (event) => {
    const slot = event.target.closest?.("[data-day] a.slot");
    if (!slot || event.altKey || event.metaKey || event.shiftKey) return;
    const turn = { PageDown: "next", PageUp: "prev" }[event.key];
    const link = turn && week().querySelector(`a[data-week-link="${turn}"]`);
    const goal = target(slot, event);
    if (!link && !goal) return;
    event.preventDefault();
    if (goal) goal.focus();
    else show(link.href, { weekday: days().indexOf(slot.closest("[data-day]")) });
  });
})();
