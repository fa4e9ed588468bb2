/**
 * The lab, as a page uses it: loads the bundle, runs students' programs in a worker, and ends a worker that does not
 * answer in time. A spare worker stands ready, so that the next run need not wait. Nothing that a worker says is trusted:
 * an answer is a text of bounded length with JSON in it, whose texts and HTML the page must treat as a stranger's.
 */

/**
 * @typedef {{ kind: string, [key: string]: any }} Answer
 * @typedef {{ url: string, bytes: number, sent: number }} BundleFile `sent` as a server with brotli sends it
 * @typedef {{ worker: string, files: Record<string, BundleFile> }} Bundle
 */

const READY_SECONDS = 90;
const MOST_ANSWER = 32 * 2 ** 20;
const MUCH_MEMORY = 160 * 2 ** 20;
const HARMLESS = new Set(["syntax", "scenario", "nothing to run"]);

export class Lab {
  /**
   * @param {string} base the address of the folder that names the lab's files; ends in "/"
   * @param {any} lab the lesson's lab.json
   * @param {{ seconds?: number }} [options] how long a run may take; as the lesson's limits say, if not given
   */
  constructor(base, lab, { seconds } = {}) {
    this.base = new URL(base, document.baseURI);
    this.lab = lab;
    this.seconds = seconds ?? lab.limits?.seconds ?? 10;
    /** @type {{ files: any, worker: string, addresses: string[] } | null} */
    this.loaded = null;
    /** @type {Bench | null} */
    this.worker = null;
    /** @type {Bench | null} */
    this.spare = null;
    /** @type {Promise<unknown>} */
    this.turn = Promise.resolve();
    this.stopped = 0;
    /** @type {((answer: Answer) => void) | null} */
    this.interrupt = null;
    /** Whether page and lab are kept for a time without a network. @type {Promise<boolean>} */
    this.kept = Promise.resolve(false);
  }

  /**
   * Fetch the bundle and start Python. Nothing is fetched before.
   *
   * @param {(loaded: number, total: number) => void} [progress] in bytes
   * @returns {Promise<void>} rejects with a sentence for the page
   */
  async load(progress = () => {}) {
    const first = !this.loaded;
    this.loaded ??= await fetched(this.base, progress);
    this.worker ??= this.bench();
    await this.worker.ready;
    if (first) this.kept = keepPage(this.base, this.loaded.addresses).catch(() => false);
  }

  /**
   * Ask Python. Requests are answered in turn.
   *
   * @param {any} request
   * @returns {Promise<Answer>} never rejects
   */
  ask(request) {
    const asked = this.turn.then(() => this.answer(request));
    this.turn = asked;
    return asked;
  }

  /** End the run under way: it is answered as `stopped`. */
  stop() {
    this.interrupt?.(failed("stopped", "Stopped."));
  }

  /** End all workers. */
  close() {
    this.stop();
    this.worker?.end();
    this.spare?.end();
    this.worker = this.spare = null;
  }

  /** @param {any} request */
  async answer(request) {
    try {
      await this.load();
    } catch (error) {
      this.worker?.end();
      this.worker = null;
      return failed("load", error instanceof Error ? error.message : String(error));
    }
    const worker = /** @type {Bench} */ (this.worker);
    const told = await this.timed(worker, request);
    if (worker.spent || told.spent === true || spends(told, worker.memory)) this.replace(worker);
    this.spare ??= this.bench().warmed();
    return told;
  }

  /**
   * A worker's answer, or that of whatever comes first: the end of the time, or `stop`.
   *
   * @param {Bench} worker
   * @param {any} request
   * @returns {Promise<Answer>}
   */
  async timed(worker, request) {
    const seconds = this.seconds * (request.do === "judge" ? 1 + (this.lab.project?.tests.length ?? 1) : 1);
    /** @type {Promise<Answer>} */
    const ended = new Promise((resolve) => {
      this.interrupt = resolve;
    });
    const timer = setTimeout(() => this.interrupt?.(failed("endless", endless(seconds))), seconds * 1000);
    try {
      return await Promise.race([worker.ask(request), ended]);
    } finally {
      clearTimeout(timer);
      this.interrupt = null;
    }
  }

  /** @param {Bench} worker */
  replace(worker) {
    worker.end();
    this.worker = this.spare ?? this.bench();
    this.spare = null;
  }

  bench() {
    const { files, worker } = /** @type {NonNullable<typeof this.loaded>} */ (this.loaded);
    return new Bench(worker, files, this.lab);
  }
}

/** A worker with its Python: one of the two that a lab has. */
class Bench {
  /**
   * @param {string} address
   * @param {any} files
   * @param {any} lab
   */
  constructor(address, files, lab) {
    this.lab = lab;
    this.memory = 0;
    this.spent = false;
    this.count = 0;
    /** @type {Map<number, (told: any) => void>} */
    this.waiting = new Map();
    this.worker = new Worker(address, { type: "module", name: "lab" });
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.ready = this.started(lab);
    this.ready.catch(() => {});
    this.worker.postMessage(files, [port2]);
  }

  /**
   * @param {any} lab
   * @returns {Promise<void>}
   */
  started(lab) {
    return new Promise((resolve, reject) => {
      const fail = (/** @type {string} */ why) => {
        clearTimeout(timer);
        reject(new Error(`The browser’s Python could not be started: ${why}`));
      };
      const timer = setTimeout(fail, READY_SECONDS * 1000, `it said nothing for ${READY_SECONDS} seconds.`);
      this.worker.onerror = (event) => {
        event.preventDefault();
        fail(`${event.message || "its script was refused"}.`);
        this.broke("its worker ended");
      };
      this.port.onmessage = ({ data }) => {
        clearTimeout(timer);
        if (data?.ready !== true) return fail(String(data?.why));
        this.port.onmessage = ({ data: told }) => this.hear(told);
        resolve(this.tell({ do: "open", lab }).then(() => {}));
      };
    });
  }

  /** Let it run the lesson once: the first run loads templates and the like. */
  warmed() {
    const { code, scenario } = this.lab.lesson;
    this.ready = this.ready.then(() => this.tell({ do: "run", code, scenario })).then(() => {});
    this.ready.catch(() => {});
    return this;
  }

  /**
   * @param {any} request
   * @returns {Promise<Answer>}
   */
  async ask(request) {
    return answerOf(await this.tell(request));
  }

  /**
   * @param {any} request
   * @returns {Promise<any>}
   */
  tell(request) {
    const id = ++this.count;
    this.port.postMessage({ id, request: JSON.stringify(request) });
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  /** @param {any} told */
  hear(told) {
    const waiting = this.waiting.get(told?.id);
    if (!waiting) return;
    this.waiting.delete(told.id);
    this.memory = Number(told.memory) || 0;
    this.spent ||= told.refused === true || told.spent === true || typeof told.answer !== "string";
    waiting(told);
  }

  /** @param {string} why */
  broke(why) {
    for (const id of [...this.waiting.keys()]) this.hear({ id, crashed: why });
  }

  end() {
    this.spent = true;
    this.worker.terminate();
    this.port.close();
  }
}

/**
 * @param {any} told what a worker has posted
 * @returns {Answer}
 */
function answerOf(told) {
  if (typeof told.answer !== "string") return told.refused ? failed("memory", MEMORY) : failed("crash", CRASH);
  if (told.answer.length > MOST_ANSWER) return failed("crash", CRASH);
  const answer = read(told.answer);
  if (answer === null) return failed("crash", CRASH);
  if (told.refused && answer.kind === "failed") return { ...answer, reason: "memory", message: MEMORY };
  if (told.refused) answer.notes = [...(Array.isArray(answer.notes) ? answer.notes : []), MEMORY];
  return answer;
}

/**
 * @param {string} text
 * @returns {Answer | null}
 */
function read(text) {
  try {
    const answer = JSON.parse(text);
    return typeof answer?.kind === "string" ? answer : null;
  } catch {
    return null;
  }
}

/**
 * Whether a worker has done its last: after a failure nobody knows what the program has left in it.
 *
 * @param {Answer} answer
 * @param {number} memory
 */
function spends(answer, memory) {
  return memory > MUCH_MEMORY || (answer.kind === "failed" && !HARMLESS.has(answer.reason));
}

const MEMORY = "The program asked for more memory than the lab has: 256 MB, with Python itself.";
const CRASH =
  "The browser’s Python broke down in this run, and a fresh one has taken its place. Calls that go very deep through " +
  "sorted(), __repr__ or the like can do that.";

/** @param {number} seconds */
const endless = (seconds) =>
  `The run was ended after ${seconds} ${seconds === 1 ? "second" : "seconds"}: does a loop in the program never come to its end?`;

/**
 * @param {string} reason
 * @param {string} message
 * @returns {Answer}
 */
function failed(reason, message) {
  return { kind: "failed", reason, message, line: null, column: null, step: null, prints: "" };
}

/**
 * The files of the bundle, compiled where they are to be compiled. Their names hold a hash, so a copy that the browser
 * has kept is as good as new.
 *
 * @param {URL} base
 * @param {(loaded: number, total: number) => void} progress
 */
async function fetched(base, progress) {
  /** @type {Bundle} */
  const bundle = await (await answered(new URL("files.json", base))).json();
  const entries = Object.entries(bundle.files);
  const total = entries.reduce((sum, [, { sent }]) => sum + sent, 0);
  let loaded = 0;
  const one = async (/** @type {[string, BundleFile]} */ [name, { url, bytes, sent }]) => {
    const response = await answered(new URL(url, base));
    const count = (/** @type {number} */ length) => {
      loaded += (length * sent) / bytes;
      progress(Math.min(total, Math.round(loaded)), total);
    };
    const counted = response.body?.pipeThrough(counting(count));
    const whole = new Response(counted, { headers: { "Content-Type": "application/wasm" } });
    return [
      name,
      name === "python" ? await WebAssembly.compileStreaming(whole) : new Uint8Array(await whole.arrayBuffer()),
    ];
  };
  const files = Object.fromEntries(await Promise.all(entries.map(one)));
  progress(total, total);
  const worker = new URL(bundle.worker, base).href;
  const addresses = ["files.json", ...entries.map(([, { url }]) => url), worker].map((url) => new URL(url, base).href);
  return { files, worker, addresses };
}

/**
 * Have the service worker keep the lab, and this page with all that it has fetched. Only pages that came over HTTPS or
 * from this machine may; elsewhere the browser's own cache must do.
 *
 * @param {URL} base
 * @param {string[]} lab the addresses of the lab's files
 */
async function keepPage(base, lab) {
  if (!("serviceWorker" in navigator)) return false;
  await navigator.serviceWorker.register(new URL("../../offline.js", base));
  const { active } = await navigator.serviceWorker.ready;
  const fetched = performance.getEntriesByType("resource").map(({ name }) => name.split("#")[0]);
  const own = fetched.filter((name) => name.startsWith(location.origin) && !name.endsWith("/offline.js"));
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => {
    port1.onmessage = resolve;
  });
  const files = [...new Set([location.href.split("#")[0], ...own, ...lab])];
  active?.postMessage({ lab: new URL("..", base).href, files }, [port2]);
  await answer;
  return true;
}

/**
 * @param {URL} address
 * @returns {Promise<Response>}
 */
async function answered(address) {
  const response = await fetch(address, { cache: "force-cache" }).catch((error) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The lab could not be fetched (${why}). Try again when there is a connection.`);
  });
  if (response.ok) return response;
  const what = `${response.status} of ${address.pathname.split("/").pop()}`;
  throw new Error(`The lab could not be fetched (${what}). The site may have been renewed: load this page again.`);
}

/** @param {(bytes: number) => void} count */
function counting(count) {
  return new TransformStream({
    transform(/** @type {Uint8Array} */ chunk, controller) {
      count(chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
}
