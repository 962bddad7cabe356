// Proposes the zone of this device where its clocks show another time than the place's; nothing is sent by itself.
// <details data-zone="Europe/Paris" data-moment="2026-11-26T08:00:00+00:00"> around a form with a <select>.
(() => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;

  for (const details of document.querySelectorAll("details[data-zone]")) {
    const select = details.querySelector("select");
    const moment = new Date(details.dataset.moment);
    const clock = (zone) => moment.toLocaleString("en", { timeZone: zone });
    const isListed = [...select.options].some((option) => option.value === own);
    if (select.value || !isListed || clock(own) === clock(details.dataset.zone)) continue;
    select.value = own;
    details.open = true;
  }
})();
