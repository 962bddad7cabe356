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
