// Shows the draft anew whenever the page it is written on has kept it.

const shown = document.querySelector("[data-look]");
const mine = new URL(shown.src).pathname.replace(/[^/]*$/, "");

new BroadcastChannel("look").addEventListener("message", ({ data }) => {
  if (!data.startsWith(mine)) return;
  if (shown.tagName === "IFRAME") shown.contentWindow.location.reload();
  else shown.src = shown.src.replace(/\?.*|$/, `?v=${Date.now()}`);
});
