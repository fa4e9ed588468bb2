/**
 * What the student does, on its way to the server: kept in the browser until the server has it, and sent one after the
 * other, in the order of doing. Each has an id, so that what is sent again counts once. What a page could not send, the
 * next page sends.
 *
 * @typedef {{ url: string, body: string }} Letter
 * @typedef {Letter & { key: string, sent?: (answer: Response) => void, notYet?: () => void }} Waiting
 */

const PREFIX = "stepwire.unsent.";
const FIRST_REST_MS = 1000;
const LONGEST_REST_MS = 30_000;

export class Outbox {
  #storage;
  #send;
  /** @type {Waiting[]} */
  #waiting = [];
  #count = 0;
  #sending = false;
  #rest = FIRST_REST_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {(waiting: number, away: boolean) => void} */
  #tell = () => {};
  /** @type {(letter: Letter, answer: Response) => void} */
  #late = () => {};

  /**
   * @param {Storage | null} storage null, where the browser keeps nothing: then letters last as long as the page
   * @param {(letter: Letter) => Promise<Response>} send
   */
  constructor(storage, send) {
    this.#storage = storage;
    this.#send = send;
  }

  /** How many letters the server does not have yet. */
  get waiting() {
    return this.#waiting.length;
  }

  /** @param {(waiting: number, away: boolean) => void} tell hears how many wait, and whether the server is away */
  onChange(tell) {
    this.#tell = tell;
  }

  /** @param {(letter: Letter, answer: Response) => void} late hears what became of a letter of an earlier page */
  onLate(late) {
    this.#late = late;
  }

  /** Send what earlier pages could not. */
  takeOver() {
    for (const key of keysOf(this.#storage)) {
      const letter = read(this.#storage?.getItem(key));
      if (letter) this.#waiting.push({ ...letter, key, sent: (answer) => this.#late(letter, answer) });
      else this.#storage?.removeItem(key);
    }
    this.retry();
  }

  /**
   * Send fields to an address, after all that waits.
   *
   * @param {string} url
   * @param {URLSearchParams} fields
   * @param {() => void} [notYet] called when the server could not be reached and the letter waits
   * @returns {Promise<Response>} the server's answer, whenever it comes; an error of the sender's is an answer, too
   */
  post(url, fields, notYet) {
    const id = newId();
    const body = new URLSearchParams([...fields, ["event", id]]).toString();
    const order = [Date.now(), ++this.#count].map((number) => String(number).padStart(15, "0"));
    const waiting = { url, body, key: `${PREFIX}${[...order, id].join(".")}` };
    try {
      this.#storage?.setItem(waiting.key, JSON.stringify({ url, body }));
    } catch {
      // the browser's storage is full or refused: the page keeps it
    }
    return new Promise((sent) => {
      this.#waiting.push({ ...waiting, sent, notYet });
      if (this.#timer === undefined) void this.#run();
      else this.#later();
    });
  }

  /** Try again at once, for instance when the line is back. */
  retry() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#run();
  }

  async #run() {
    if (this.#sending) return;
    this.#sending = true;
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      this.#tell(this.#waiting.length, false);
      const answer = await this.#send(first).catch(() => null);
      if (!answer || isAway(answer)) {
        this.#sending = false;
        return this.#restAWhile();
      }
      this.#waiting.shift();
      this.#storage?.removeItem(first.key);
      this.#rest = FIRST_REST_MS;
      first.sent?.(answer);
    }
    this.#sending = false;
    this.#tell(0, false);
  }

  #restAWhile() {
    this.#timer = setTimeout(() => this.retry(), this.#rest);
    this.#rest = Math.min(2 * this.#rest, LONGEST_REST_MS);
    this.#later();
  }

  #later() {
    this.#tell(this.#waiting.length, true);
    for (const { notYet } of this.#waiting) notYet?.();
  }
}

/**
 * Whether the server cannot take it now, and may later.
 *
 * @param {Response} answer
 */
function isAway({ status }) {
  return status >= 500 || status === 408 || status === 429;
}

/** @param {Storage | null} storage */
function keysOf(storage) {
  return Object.keys(storage ?? {})
    .filter((key) => key.startsWith(PREFIX))
    .sort();
}

/**
 * @param {string | null | undefined} text
 * @returns {Letter | null}
 */
function read(text) {
  try {
    const { url, body } = JSON.parse(text ?? "");
    return typeof url === "string" && /^[/](?![/])/.test(url) && typeof body === "string" ? { url, body } : null;
  } catch {
    return null;
  }
}

/** An id that nobody else makes. */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
