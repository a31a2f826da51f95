// "Said it aloud": one key starts the clock, the same key stops it and hands in how long it took.
let started = null;
let ticking = null;

const words = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-timer]");
  if (!button) return;
  if (started === null) {
    event.preventDefault();
    started = performance.now();
    button.classList.add("running");
    button.querySelector("[data-timer-label]").textContent = "Done speaking";
    const face = button.querySelector("[data-timer-face]");
    const tick = () => { face.textContent = words((performance.now() - started) / 1000); };
    tick();
    ticking = setInterval(tick, 500);
    return;
  }
  button.form.elements.seconds.value = String(Math.max(1, Math.round((performance.now() - started) / 1000)));
  clearInterval(ticking);
  started = null;
});
