// Keeps the count of an open page true: asks now and then, for as long as somebody looks, and puts in what changed.
// Nothing runs up, nothing is announced, nothing moves but what moved. Without it the page shows the count it came with.

const GAP = 30 * 1000; // milliseconds between two questions of one reader, at least
const SPREAD = 15 * 1000; // at most so much longer, so that readers who came together do not ask together
const LONGEST = 10 * 60 * 1000; // after errors the gap doubles up to here
const A_DAY = 24 * 60 * 60 * 1000; // more than a timer bears is more than anybody waits

let gap = GAP;
let mayAskAt = performance.now() + GAP;
let timer = 0;

const blocks = () => [...document.querySelectorAll("[data-live]")];

// Asks again after the gap; `spread` says by how much later, at most.
const wait = (spread) => {
  clearTimeout(timer);
  if (document.hidden || !blocks().length) return;
  const rest = Math.max(0, mayAskAt - performance.now());
  timer = setTimeout(ask, rest + Math.random() * spread);
};

// Retry-After in milliseconds: it names seconds or a date.
const told = (answer) => {
  const text = answer.headers.get("Retry-After");
  const until = text ? Number(text) * 1000 || Date.parse(text) - Date.now() : 0;
  return Math.min(Math.max(0, until || 0), A_DAY);
};

const ask = async () => {
  gap = Math.min(gap * 2, LONGEST); // unless all goes well
  mayAskAt = performance.now() + gap;
  try {
    // "no-cache": what this browser kept is asked about first, so that no older number comes back.
    const answer = await fetch(blocks()[0].dataset.live, { cache: "no-cache" });
    if (answer.ok) {
      show(await answer.text());
      gap = GAP;
    }
    mayAskAt = performance.now() + Math.max(gap, answer.ok ? 0 : told(answer));
  } catch (error) {
    mayAskAt = performance.now() + gap; // no network, or no such answer: later
  }
  wait(SPREAD);
};

const show = (html) => {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".standing");
  if (!fresh) throw new Error("no count in the answer");
  for (const block of blocks()) {
    if (block.innerHTML !== fresh.innerHTML) renew(block, fresh.cloneNode(true));
    if (!fresh.dataset.live) delete block.dataset.live; // nobody can sign any more
  }
};

// Line by line where the lines are the same, so that the ruled line fills on from where it was.
const renew = (block, fresh) => {
  const lines = [...fresh.children];
  const isAlike = lines.map((line) => line.className).join() === [...block.children].map((line) => line.className).join();
  if (!isAlike || lines.length !== block.children.length) {
    block.innerHTML = fresh.innerHTML;
    return;
  }
  lines.forEach((line, place) => {
    const old = block.children[place];
    for (const { name, value } of line.attributes) old.setAttribute(name, value);
    if (old.innerHTML !== line.innerHTML) old.innerHTML = line.innerHTML;
  });
};

document.addEventListener("visibilitychange", () => wait(0));
wait(SPREAD);
