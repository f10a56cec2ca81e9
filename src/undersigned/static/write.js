// Keeps what is typed of a petition, every few seconds; says how much room is left; shows who asks for the same.
// Without it the buttons do all of this. Nothing is overwritten: the site refuses words that began from older ones.

const PAUSE = 2000; // milliseconds without a key pressed before it is kept
const LONGEST = 60 * 1000; // after errors the pause doubles up to here
const form = document.querySelector("form[data-keep]");
const status = form.querySelector("[data-status]");
const field = (name) => form.elements.namedItem(name);

let timer = 0;
let pause = PAUSE;
let isDirty = false;
let isSaving = false;
let isOver = false; // what is typed can be kept by the button alone, which says what to do

const hasTitle = () => /\p{L}{2}/u.test(field("title").value);

const say = (name, time) => {
  status.textContent = (status.dataset[name] || "").replace("{time}", time || "");
  status.classList.toggle("error", !["saved", "saving"].includes(name));
};

const later = () => {
  clearTimeout(timer);
  if (!isOver) timer = setTimeout(keep, pause);
};

const keep = async (options) => {
  if (!isDirty || isSaving || isOver || !hasTitle()) return;
  isSaving = true;
  isDirty = false;
  say("saving");
  try {
    const body = new FormData(form);
    const answer = await fetch(form.dataset.keep, { method: "POST", body, redirect: "manual", ...options });
    await heard(answer);
    pause = PAUSE;
  } catch (error) {
    isDirty = true;
    pause = Math.min(pause * 2, LONGEST);
    say("away");
  }
  isSaving = false;
  if (isDirty) later();
};

const heard = async (answer) => {
  if (answer.type === "opaqueredirect" || answer.status === 403) return stop("out");
  if (answer.status === 409) return stop("stale");
  if (answer.status === 404 || answer.status === 410) return stop("over");
  if (answer.status === 413 || answer.status === 400 || answer.status === 422) {
    isDirty = true;
    return say("long");
  }
  if (!answer.ok) throw new Error(answer.status);
  const kept = await answer.json();
  field("version").value = kept.version;
  if (form.dataset.keep !== kept.keep) moveOn(kept);
  for (const list of form.querySelectorAll("[data-advice]")) advise(list, kept.advice[list.dataset.advice] || []);
  say("saved", new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }));
  new BroadcastChannel("look").postMessage(kept.preview);
};

const stop = (name) => {
  isDirty = name !== "over";
  isOver = true;
  say(name);
  if (name === "out") {
    // Whoever signed in again meanwhile goes on where they were.
    isOver = false;
    pause = LONGEST / 4;
  }
};

// The first time it is kept, the page becomes that of the draft: a reload shows what was kept.
const moveOn = (kept) => {
  form.dataset.keep = kept.keep;
  form.action = kept.write;
  history.replaceState(null, "", kept.write);
};

const advise = (list, words) => {
  if (list.textContent === words.join("")) return;
  list.textContent = "";
  for (const one of words) list.appendChild(document.createElement("li")).textContent = one;
};

// How much room is left, once it is nearly used up.
const measure = (input) => {
  const most = Number(input.getAttribute("maxlength"));
  if (!most || input.closest("fieldset")) return;
  let meter = input.parentElement.querySelector(".meter");
  if (!meter) {
    meter = document.createElement("span");
    meter.className = "meter hint";
    input.after(meter);
  }
  const left = most - [...input.value].length;
  meter.hidden = left > most * 0.5;
  meter.textContent = status.dataset[left < 0 ? "beyond" : "left"].replace(
    "{n}",
    Math.abs(left).toLocaleString(document.documentElement.lang),
  );
};

// Who asks for something like it: asked for once a title stands still.
const near = form.querySelector("[data-near]");
let asked = "";
const look = async () => {
  const title = field("title").value.trim();
  if (title === asked || title.length < 8) return;
  asked = title;
  const answer = await fetch(`${near.dataset.near}?${new URLSearchParams({ title })}`).catch(() => null);
  if (!answer || !answer.ok || title !== asked) return;
  show((await answer.json()).petitions);
};

const show = (petitions) => {
  near.textContent = "";
  near.hidden = !petitions.length;
  if (!petitions.length) return;
  near.appendChild(document.createElement("p")).textContent = near.dataset.few;
  const list = near.appendChild(document.createElement("ul"));
  for (const one of petitions) {
    const link = list.appendChild(document.createElement("li")).appendChild(document.createElement("a"));
    Object.assign(link, { href: one.url, target: "near", textContent: one.title, lang: one.language });
    link.after(` ${one.standing}`);
  }
};

form.addEventListener("input", (event) => {
  isDirty = true;
  measure(event.target);
  later();
});
field("title").addEventListener("change", look);
form.addEventListener("submit", () => {
  isOver = true;
  isDirty = false;
});
// Whoever turns away, to another tab or for good, leaves nothing behind.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) keep({ keepalive: true });
});
window.addEventListener("beforeunload", (event) => {
  if (isDirty && (isOver || pause > PAUSE)) event.preventDefault();
});
for (const input of form.querySelectorAll("[maxlength]")) measure(input);
