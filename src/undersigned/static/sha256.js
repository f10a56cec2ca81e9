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

export class Sha256 {
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
