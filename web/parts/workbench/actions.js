/**
 * The actions of a scenario as the lab plays them (`Action.to_data` in tutorial/lesson/action.py): how they read, how an
 * author writes them, and who is connected after them.
 *
 * @typedef {{ kind: string, client: string, event: string | null, arguments: unknown[], ack: boolean, namespace: string,
 *   namespaces: string[], auth: unknown, query: Record<string, string>, task: string | null, times: number,
 *   actions: Action[] }} Action
 */

/** How long a value may be in the words of an action. */
const SHOWN = 80;

/** The client of a lesson that names none. */
export const DEFAULT_CLIENT = "Client";

/** What new clients are called. */
const NAMES = ["Ada", "Grace", "Alan", "Barbara", "Edsger", "Frances", "Donald", "Radia"];

/** More clients than this do not fit into the scene. */
export const MOST_CLIENTS = 8;

/**
 * @param {Partial<Action> & { kind: string }} given
 * @returns {Action}
 */
export function action(given) {
  const [event, namespaces] = [null, ["/"]];
  const rest = { arguments: [], ack: false, namespace: "/", auth: null, query: {}, task: null, times: 1, actions: [] };
  return { client: DEFAULT_CLIENT, event, namespaces, ...rest, ...given };
}

/**
 * The name of the next client that joins.
 *
 * @param {readonly string[]} clients
 */
export function newName(clients) {
  return NAMES.find((name) => !clients.includes(name)) ?? `Client ${clients.length + 1}`;
}

/**
 * Which clients are connected when the scenario is over, as far as it says: the server may have ended a connection.
 *
 * @param {readonly Action[]} scenario
 * @returns {Map<string, boolean>} false for one who was connected and is no more
 */
export function standing(scenario) {
  /** @type {Map<string, boolean>} */
  const open = new Map();
  for (const { kind, client, namespaces } of scenario) {
    if (kind === "connect" || kind === "reconnect") open.set(client, true);
    // One that leaves a single namespace may be in others, and then is still there.
    if (kind === "drop" || (kind === "disconnect" && namespaces.length === 0)) open.set(client, false);
  }
  return open;
}

/**
 * An action in words; `alone` leaves out the name of the only client.
 *
 * @param {Action} what
 * @param {boolean} alone
 * @returns {string}
 */
export function words(what, alone) {
  const who = alone ? "The client" : what.client;
  const where = what.namespace === "/" ? "" : ` in ${what.namespace}`;
  const asks = what.ack ? ", and asks for an acknowledgement" : "";
  const given = what.arguments.map((each) => cut(JSON.stringify(each))).join(", ");
  switch (what.kind) {
    case "connect":
      return `${who} connects${joined(what)}`;
    case "reconnect":
      return `${who} connects again`;
    case "send":
      return `${who} sends ${given}${where}${asks}`;
    case "emit":
      return `${who} emits ${what.event}${given && ` with ${given}`}${where}${asks}`;
    case "disconnect":
      return `${who} disconnects${what.namespaces.length === 0 || what.namespace === "/" ? "" : ` from ${what.namespace}`}`;
    case "drop":
      return `${who === "The client" ? "The client’s" : `${who}’s`} line is cut`;
    case "wait":
      return what.task
        ? `Everybody waits until ${what.task} ends`
        : `Everybody waits for ${what.times > 1 ? `${what.times} times ` : ""}${what.event}`;
    case "together":
      return `At once: ${what.actions.map((each) => words(each, alone)).join("; ")}`;
    default:
      return what.kind;
  }
}

/** @param {Action} what */
function joined({ namespaces, auth }) {
  const to = namespaces.join() === "/" ? "" : ` to ${namespaces.join(", ")}`;
  return auth === null ? to : `${to} with ${cut(JSON.stringify(auth))}`;
}

/** @param {string} text */
function cut(text) {
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}

/**
 * The scenario as an author writes it in a lesson file. Every value is JSON, which is YAML, too.
 *
 * @param {readonly Action[]} scenario
 * @param {readonly string[]} clients
 */
export function yaml(scenario, clients) {
  const alone = clients.length === 1 && clients[0] === DEFAULT_CLIENT;
  const named = alone ? [] : [`clients: ${JSON.stringify(clients)}`];
  return [...named, "scenario:", ...scenario.map((each) => `  - ${written(each, alone)}`), ""].join("\n");
}

/**
 * @param {Action} what
 * @param {boolean} alone
 * @returns {string}
 */
function written(what, alone) {
  const bare = withoutClient(what, alone);
  return alone || what.kind === "wait" || what.kind === "together" ? bare : `{${JSON.stringify(what.client)}: ${bare}}`;
}

/**
 * @param {Action} what
 * @param {boolean} alone
 */
function withoutClient(what, alone) {
  const { kind, namespaces, auth, query } = what;
  if (kind === "together") return `{together: [${what.actions.map((each) => written(each, alone)).join(", ")}]}`;
  if (kind === "wait") return what.task ? inside(kind, { task: what.task }) : inside(kind, waited(what));
  if (kind === "disconnect" && namespaces.length > 0) return inside(kind, { namespace: namespaces[0] });
  if (kind === "send" || kind === "emit") return `{${said(what).join(", ")}}`;
  if (kind !== "connect") return kind;
  /** @type {Record<string, unknown>} */
  const given = {};
  if (namespaces.join() !== "/") given.namespaces = namespaces;
  if (auth !== null) given.auth = auth;
  if (Object.keys(query).length > 0) given.query = query;
  return Object.keys(given).length > 0 ? inside(kind, given) : kind;
}

/** @param {Action} what */
function waited({ event, times }) {
  return times > 1 ? { event, times } : { event };
}

/**
 * @param {string} kind
 * @param {unknown} value
 */
function inside(kind, value) {
  return `{${kind}: ${spaced(value)}}`;
}

/** @param {Action} what */
function said({ kind, event, arguments: given, ack, namespace }) {
  const [only] = given;
  // A list of lists is told from several arguments by `args`; a text of bytes has a key of its own.
  const plain = kind === "send" && given.length === 1;
  const parts = plain ? [`send: ${spaced(only)}`] : [`emit: ${JSON.stringify(event)}`];
  if (!plain && given.length === 1) parts.push(hexOf(only) ?? `data: ${spaced(only)}`);
  if (!plain && given.length > 1) parts.push(`args: ${spaced(given)}`);
  if (ack) parts.push("ack: true");
  if (namespace !== "/") parts.push(`namespace: ${JSON.stringify(namespace)}`);
  return parts;
}

/** @param {unknown} value */
function hexOf(value) {
  const bytes = value !== null && typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : [];
  return bytes.length === 1 && bytes[0][0] === "~bytes" ? `hex: ${JSON.stringify(bytes[0][1])}` : null;
}

/**
 * JSON with a space after each colon and comma: YAML wants the one, and eyes the other.
 *
 * @param {unknown} value
 * @returns {string}
 */
function spaced(value) {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}: ${spaced(each)}`)
    .join(", ")}}`;
}

/**
 * Read arguments as one types them: JSON values with commas between.
 *
 * @param {string} text
 * @returns {unknown[] | string} the values, or what is wrong
 */
export function readArguments(text) {
  if (text.trim() === "") return [];
  try {
    return JSON.parse(`[${text}]`);
  } catch {
    return 'This is no JSON. Texts stand in double quotes: "Hi", and so do keys: {"room": "tea"}.';
  }
}
