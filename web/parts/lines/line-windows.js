/**
 * Fetches the lines of calls from the server, a window at a time.
 *
 * @typedef {{ text: string, name: string, now: string | null, call: number | null }} Change
 * @typedef {{ number: number, event: string, function: string, call: number, depth: number, sentence: string,
 *   changes?: Change[], outcome?: string, printed?: string, known?: Record<string, string> }} Line
 * @typedef {{ call: number, function: string, number: number, variables: Record<string, string> }} Frame
 * @typedef {{ first: number, below: number, stack: Frame[], module: Record<string, string>, printed: string,
 *   lines: Line[] }} Window places count from 0; the state is the one before the first line
 * @typedef {import("../run.js").Lines} Lines
 */

/** Lines in a window. Windows begin at multiples of this number. */
export const WINDOW = 200;

/** Fetch the next window this many lines before the edge: a held key passes them in two seconds. */
const NEAR = 80;

/** How many windows are kept; the least recently used are dropped first. */
const MOST = 40;

/** The windows that have come, are loading, or have failed. */
export class LineWindows {
  #fetch;
  /** @type {Map<string, Window | "loading" | "failed">} */
  #known = new Map();
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** @param {(url: string) => Promise<Window>} [fetch] */
  constructor(fetch = fetchWindow) {
    this.#fetch = fetch;
  }

  /**
   * The window with a line (counted from 1), or the window's state. Fetches a window on first request, and the next one
   * when the line is near the edge.
   *
   * @param {Lines} lines
   * @param {number} line
   * @returns {Window | "loading" | "failed"}
   */
  at(lines, line) {
    const first = firstOf(lines, line);
    const window = this.#get(lines, first);
    if (lines.window === null && typeof window === "object") {
      if (line - first > WINDOW - NEAR && first + WINDOW < lines.total) this.#get(lines, first + WINDOW);
      if (line - first <= NEAR && first > 0) this.#get(lines, first - WINDOW);
    }
    return window;
  }

  /**
   * Fetch a failed window again.
   *
   * @param {Lines} lines
   * @param {number} line
   */
  retry(lines, line) {
    const key = `${lines.url}&from=${firstOf(lines, line)}`;
    if (this.#known.get(key) === "failed") this.#known.delete(key);
    this.at(lines, line);
    this.#tell();
  }

  /** @param {() => void} listener called when a window has come or failed */
  follow(listener) {
    this.#listeners.add(listener);
  }

  /**
   * @param {Lines} lines
   * @param {number} first
   */
  #get(lines, first) {
    if (lines.window !== null) return lines.window;
    const key = `${lines.url}&from=${first}`;
    const known = this.#known.get(key);
    if (known !== undefined) {
      this.#keep(key, known);
      return known;
    }
    this.#fetch(key).then(
      (window) => this.#arrived(key, window),
      () => this.#arrived(key, "failed"),
    );
    return this.#keep(key, "loading");
  }

  /**
   * @template {Window | "loading" | "failed"} T
   * @param {string} key
   * @param {T} window
   * @returns {T}
   */
  #keep(key, window) {
    this.#known.delete(key);
    this.#known.set(key, window);
    if (this.#known.size > MOST) this.#known.delete([...this.#known.keys()][0]);
    return window;
  }

  /**
   * @param {string} key
   * @param {Window | "failed"} window
   */
  #arrived(key, window) {
    this.#keep(key, window);
    this.#tell();
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}

/**
 * @param {Lines} lines
 * @param {number} line
 */
function firstOf(lines, line) {
  return lines.window === null ? Math.floor((line - 1) / WINDOW) * WINDOW : 0;
}

/**
 * @param {string} url
 * @returns {Promise<Window>}
 */
async function fetchWindow(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.json();
}
