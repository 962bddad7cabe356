/* What the fields of a form would give, shown by the server while one types. Without this, a button or saving shows it.
   `data-preview-of` names the one field on which it depends; without it, any field does. */
(() => {
  const PAUSE = 300;

  const follow = (panel) => {
    const form = panel.closest("form");
    const result = panel.querySelector("[data-preview-result]");
    const { previewOf, previewUrl } = panel.dataset;
    const button = panel.querySelector("[data-preview-button]");
    let timer;
    let asked;

    const show = async () => {
      asked?.abort();
      asked = new AbortController();
      const fields = new FormData(form);
      fields.delete("csrfmiddlewaretoken");
      try {
        const answer = await fetch(`${previewUrl}?${new URLSearchParams(fields)}`, { signal: asked.signal });
        if (answer.ok && !answer.redirected) result.innerHTML = await answer.text();
      } catch {
        // Asked again before the answer came, or no network: what is shown stays.
      }
    };

    const soon = ({ target }) => {
      if (previewOf && target.name !== previewOf) return;
      clearTimeout(timer);
      timer = setTimeout(show, PAUSE);
    };

    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    if (button) button.hidden = true;
  };

  const start = () => document.querySelectorAll("[data-preview]").forEach(follow);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
