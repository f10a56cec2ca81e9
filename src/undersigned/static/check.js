// Checks a pack of signatures that somebody chose or dropped: what verify.py does, in the browser. The file is read
// here and goes nowhere; no more of it is unpacked than it says that it holds.

// SHA-256 (FIPS 180-4) of what comes in pieces: the browser's own takes a file whole, and on encrypted pages alone.

const K = new Uint32Array(64);
const START = new Uint32Array(8);

const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;

for (let number = 2, found = 0; found < 64; number += 1) {
  let isPrime = true;
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) isPrime = isPrime && number % divisor > 0;
  if (isPrime) {
    if (found < 8) START[found] = fraction(number ** (1 / 2));
    K[found] = fraction(number ** (1 / 3));
    found += 1;
  }
}

const turned = (word, by) => (word >>> by) | (word << (32 - by));

class Sha256 {
  constructor() {
    this.state = START.slice();
    this.waiting = new Uint8Array(64);
    this.used = 0;
    this.length = 0;
    this.words = new Int32Array(64);
  }

  update(bytes) {
    this.length += bytes.length;
    let at = 0;
    if (this.used) {
      at = Math.min(64 - this.used, bytes.length);
      this.waiting.set(bytes.subarray(0, at), this.used);
      this.used += at;
      if (this.used < 64) return this;
      this.block(this.waiting, 0);
      this.used = 0;
    }
    for (; at + 64 <= bytes.length; at += 64) this.block(bytes, at);
    this.waiting.set(bytes.subarray(at));
    this.used = bytes.length - at;
    return this;
  }

  hex() {
    const bits = this.length * 8;
    const end = new Uint8Array(this.used < 56 ? 64 - this.used : 128 - this.used);
    end[0] = 128;
    const tail = new DataView(end.buffer);
    tail.setUint32(end.length - 8, Math.floor(bits / 2 ** 32));
    tail.setUint32(end.length - 4, bits % 2 ** 32);
    this.update(end);
    return [...this.state].map((word) => word.toString(16).padStart(8, "0")).join("");
  }

  block(bytes, at) {
    const w = this.words;
    for (let n = 0; n < 16; n += 1) {
      const place = at + 4 * n;
      w[n] = (bytes[place] << 24) | (bytes[place + 1] << 16) | (bytes[place + 2] << 8) | bytes[place + 3];
    }
    for (let n = 16; n < 64; n += 1) {
      const early = turned(w[n - 15], 7) ^ turned(w[n - 15], 18) ^ (w[n - 15] >>> 3);
      const late = turned(w[n - 2], 17) ^ turned(w[n - 2], 19) ^ (w[n - 2] >>> 10);
      w[n] = (w[n - 16] + early + w[n - 7] + late) | 0;
    }
    let [a, b, c, d, e, f, g, h] = this.state;
    for (let n = 0; n < 64; n += 1) {
      const chosen = (e & f) ^ (~e & g);
      const first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + chosen + K[n] + w[n]) | 0;
      const most = (a & b) ^ (a & c) ^ (b & c);
      const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + most) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, n) => (this.state[n] += word));
  }
}

const TAIL = 71; // "sha256:" and 64 digits, the comment at the very end
const PIECE = 1 << 20;
const LARGEST_LIST = 1 << 20;
const MOST_FILES = 10000;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)?$/;
const MANIFEST = "manifest.json";

class Changed extends Error {}
const wanted = (isSo, what) => {
  if (!isSo) throw new Changed(what);
};
const bytesOf = async (file, from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer());
const text = (bytes) => new TextDecoder("latin1").decode(bytes);

// The digest of the file, and whether its own comment says the same of what stands before it.
const container = async (file) => {
  wanted(file.size > TAIL + 22, "");
  const digest = new Sha256();
  const inner = new Sha256();
  for (let at = 0; at < file.size; at += PIECE) {
    const piece = await bytesOf(file, at, Math.min(at + PIECE, file.size));
    digest.update(piece);
    inner.update(piece.subarray(0, Math.max(0, file.size - TAIL - at)));
    say("working", Math.floor((at / file.size) * 50));
  }
  const comment = text(await bytesOf(file, file.size - TAIL, file.size));
  wanted(comment === `sha256:${inner.hex()}`, "");
  return digest.hex();
};

// The files in it, by name: where each begins and how long it is, packed and unpacked.
const directory = async (file) => {
  const end = new DataView(await file.slice(file.size - TAIL - 22, file.size - TAIL).arrayBuffer());
  wanted(end.getUint32(0, true) === 0x06054b50 && end.getUint16(20, true) === TAIL, "");
  const count = end.getUint16(10, true);
  const start = end.getUint32(16, true);
  const bytes = await bytesOf(file, start, start + end.getUint32(12, true));
  const view = new DataView(bytes.buffer);
  const files = new Map();
  let at = 0;
  let packed = 0;
  for (let n = 0; n < count; n += 1) {
    wanted(view.getUint32(at, true) === 0x02014b50 && view.getUint16(at + 10, true) === 8, "");
    const lengths = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const name = text(bytes.subarray(at + 46, at + 46 + lengths[0]));
    wanted(!files.has(name), name);
    files.set(name, { packed: view.getUint32(at + 20, true), at: view.getUint32(at + 42, true) });
    packed += files.get(name).packed;
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
  wanted(packed <= file.size && files.size <= MOST_FILES + 1, "");
  return files;
};

// What is in a file, piece by piece; more than `most` bytes are never unpacked.
const unpacked = async (file, { at, packed }, most, take) => {
  const head = new DataView(await file.slice(at, at + 30).arrayBuffer());
  wanted(head.getUint32(0, true) === 0x04034b50, "");
  const start = at + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const stream = file.slice(start, start + packed).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = stream.getReader();
  let size = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.length;
    if (size > most) {
      reader.cancel().catch(() => {});
      throw new Changed("");
    }
    take(read.value);
  }
  return size;
};

// As Python's json writes it, indented by one and in the order of the keys: the list is under its own digest so.
const canonical = (value, indent = "\n ") => {
  if (typeof value === "string") {
    const escaped = JSON.stringify(value).replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
    return escaped;
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const parts = Object.keys(value).sort().map((key) => `${canonical(key)}: ${canonical(value[key], `${indent} `)}`);
  return parts.length ? `{${indent}${parts.join(`,${indent}`)}${indent.slice(0, -1)}}` : "{}";
};

const listed = async (file, files) => {
  wanted(files.has(MANIFEST), MANIFEST);
  const pieces = [];
  await unpacked(file, files.get(MANIFEST), LARGEST_LIST, (piece) => pieces.push(piece));
  const raw = await new Blob(pieces).text();
  const list = JSON.parse(raw);
  const { manifest_sha256: own, ...rest } = list;
  wanted(`${canonical(list)}\n` === raw, MANIFEST);
  wanted(new Sha256().update(new TextEncoder().encode(canonical(rest))).hex() === own, MANIFEST);
  const names = [...Object.keys(list.files), MANIFEST].sort();
  wanted(names.join("\n") === [...files.keys()].sort().join("\n"), MANIFEST);
  return list;
};

const check = async (file) => {
  const sha256 = await container(file);
  const files = await directory(file);
  const list = await listed(file, files);
  const names = Object.keys(list.files);
  for (const [place, name] of names.entries()) {
    wanted(NAME.test(name) && !name.includes(".."), name);
    const digest = new Sha256();
    const size = await unpacked(file, files.get(name), list.sizes[name], (piece) => digest.update(piece));
    wanted(size === list.sizes[name] && digest.hex() === list.files[name], name);
    say("working", 50 + Math.floor((place / names.length) * 50));
  }
  return { sha256, list };
};

const form = document.querySelector("[data-check]");
const said = [...document.querySelectorAll("[data-said]")];
const say = (which, percent = 0) => {
  for (const one of said) one.hidden = one.dataset.said !== which;
  document.querySelector("[data-how-far]").value = percent;
};
const put = (name, words) => {
  for (const place of document.querySelectorAll(`[data-put="${name}"]`)) place.textContent = words;
};

// Whether this site knows the digest: the same page says so to whoever types it.
const known = async (sha256) => {
  const answer = await fetch(`${location.pathname}?sha256=${sha256}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-known]");
  if (fresh) document.querySelector("[data-known]").replaceChildren(...fresh.childNodes);
};

const look = async (file) => {
  const start = text(await bytesOf(file, 0, 21));
  if (start === "age-encryption.org/v1") return say("locked");
  if (!window.DecompressionStream) return say("old");
  say("working");
  document.querySelector("[data-known]").replaceChildren();
  try {
    const { sha256, list } = await check(file);
    put("file", file.name);
    put("signatures", new Intl.NumberFormat(document.documentElement.lang).format(list.signatures));
    put("title", list.title);
    put("digest", sha256);
    say("whole");
    known(sha256).catch(() => {});
  } catch (error) {
    put("what", error instanceof Changed && error.message ? error.message : file.name);
    say("changed");
  }
};

form.querySelector("input").disabled = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.querySelector("input").addEventListener("change", ({ target }) => target.files[0] && look(target.files[0]));
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    if (kind === "drop" && event.dataTransfer.files[0]) look(event.dataTransfer.files[0]);
  });
}
