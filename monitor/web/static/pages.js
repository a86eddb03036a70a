// Countdowns that move. Without this file the pages show the time left when they were made.
"use strict";
(() => {
  const body = document.body;
  const now = Date.parse(body.dataset.now || "");
  const clocks = document.querySelectorAll("[data-closes]");
  if (Number.isNaN(now) || !clocks.length) return; // the clock is stopped, or nothing runs
  const ahead = Date.now() - now; // how far this machine's clock is ahead of the server's
  const two = (n) => String(n).padStart(2, "0");
  const show = () => {
    const at = Date.now() - ahead;
    for (const one of clocks) {
      const first = Date.parse(one.dataset.closes), last = Date.parse(one.dataset.latest);
      const seconds = Math.floor((first - at) / 1000);
      if (Number.isNaN(first)) continue;
      if (seconds >= 0) {
        const hours = Math.floor(seconds / 3600);
        one.textContent = `${hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
        one.title = body.dataset.left;
      } else one.textContent = at < last ? body.dataset.due : body.dataset.passed;
    }
  };
  show();
  setInterval(show, 1000);
})();
