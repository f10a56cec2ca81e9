// Shows how far something is while it is being made, and the page anew once it is done. Without it a link does that.

const EVERY = 2000; // milliseconds
const shown = document.querySelector("[data-progress]");

const look = async () => {
  try {
    const answer = await fetch(location.href, { cache: "no-cache" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-progress]");
    if (!fresh) return location.reload();
    if (shown.innerHTML !== fresh.innerHTML) shown.innerHTML = fresh.innerHTML;
  } catch (error) {
    // no network for a moment: the next look may find it
  }
  setTimeout(look, EVERY);
};

setTimeout(look, EVERY);
