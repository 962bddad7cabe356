// What every page has: its colours, and the way to the assistant.

// Changes the colours at once; the form alone, without this script, does it with a reload.
(() => {
  const form = document.querySelector("[data-theme-form]");
  form?.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (!pressed) return;
    event.preventDefault();
    document.documentElement.dataset.theme = pressed.value;
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", button === pressed);
    const body = new FormData(form, pressed);
    fetch(form.action, { method: "POST", body, redirect: "manual" });
  });
})();

// <a data-talk="…js">: the assistant as a panel, asked for once it is wanted; without this the link leads to its page.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-talk]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const { toggle } = await import(link.dataset.talk);
    await toggle(link);
  } catch {
    location.assign(link.href);
  }
});
