/**
 * The scenario: its actions as a list that can be changed, and buttons that play the clients on by hand.
 *
 * @typedef {import("./actions.js").Action} Action
 */
import { all, one, write } from "../../stepper/dom.js";
import { action, DEFAULT_CLIENT, MOST_CLIENTS, newName, readArguments, standing, words, yaml } from "./actions.js";
import { copy } from "./copy.js";

/** So many actions a scenario may have here. */
const MOST_ACTIONS = 60;

/** The names of events that the lesson's program or scenario has. */
const EVENTS = /(?:\.on\(|\.on_event\(|emit\()\s*["']([^"'\n]+)["']|@\w+\.event\s+(?:async\s+)?def\s+(\w+)/g;

export class ScenarioByHand {
  #root;
  #lesson;
  #changed;
  /** @type {Action[]} */
  #scenario = [];
  /** @type {string[]} */
  #clients = [];
  #client = "";
  /** @type {number | null} */
  #changing = null;
  /** @type {Map<string, boolean> | null} */
  #heard = null;

  /**
   * @param {HTMLElement} root
   * @param {{ code: string, clients: string[], scenario: Action[], transport: string }} lesson
   * @param {(added: boolean) => void} changed called when the scenario is another one; `added`: by an action at its end
   */
  constructor(root, lesson, changed) {
    this.#root = root;
    this.#lesson = lesson;
    this.#changed = changed;
    this.#fields();
    this.#press();
    this.reset();
  }

  get scenario() {
    return this.#scenario;
  }

  get clients() {
    return this.#clients;
  }

  /** Whether this is another scenario than the lesson's. */
  get changed() {
    const { scenario, clients } = this.#lesson;
    return JSON.stringify([scenario, clients]) !== JSON.stringify([this.#scenario, this.#clients]);
  }

  /**
   * Take from a run of this scenario who is connected at its end: the server may have ended a connection.
   *
   * @param {{ steps: { after: Record<string, unknown> }[] }} trace
   */
  heard({ steps }) {
    const after = steps[steps.length - 1]?.after ?? {};
    const known = this.#clients.filter((name) => after[name] === "Open" || after[name] === "Closed");
    this.#heard = new Map(known.map((name) => [name, after[name] === "Open"]));
    this.#showStanding();
  }

  reset() {
    this.put(this.#lesson.scenario, this.#lesson.clients);
  }

  /**
   * @param {readonly Action[]} scenario
   * @param {readonly string[]} clients
   */
  put(scenario, clients) {
    this.#scenario = [...scenario];
    this.#clients = [...clients];
    this.#heard = null;
    if (!this.#clients.includes(this.#client)) this.#client = this.#clients[0];
    this.#stopChanging();
    this.#show();
  }

  /** @param {Action} next */
  #take(next) {
    const place = this.#changing;
    if (place === null && this.#scenario.length >= MOST_ACTIONS) {
      return this.#wrong(`A scenario has at most ${MOST_ACTIONS} actions here: take one away first.`);
    }
    this.#scenario = place === null ? [...this.#scenario, next] : this.#scenario.with(place, next);
    this.#heard = null;
    this.#stopChanging();
    this.#show();
    this.#changed(place === null);
  }

  /** @param {string} kind */
  #act(kind) {
    const namespace = this.#namespace;
    const open = this.#standing.get(this.#client) === true;
    const who = this.#client === DEFAULT_CLIENT ? "The client" : this.#client;
    if (kind === "connect" && open) return this.#wrong(`${who} is connected: disconnect first.`);
    if (kind !== "connect" && !open) return this.#wrong(`${who} is not connected: press Connect first.`);
    if (kind === "connect") return this.#connect();
    // A `disconnect` without namespaces leaves all of them, as an author's bare word does.
    const namespaces = kind === "disconnect" ? [] : ["/"];
    if (kind === "disconnect" || kind === "drop") return this.#take(action({ kind, client: this.#client, namespaces }));
    const [ack, client] = [/** @type {HTMLInputElement} */ (one(this.#root, "[data-ack]")).checked, this.#client];
    if (kind === "send") {
      const given = [field(this.#root, "message").value];
      return this.#take(action({ kind, client, event: "message", arguments: given, ack, namespace }));
    }
    const event = field(this.#root, "event").value.trim();
    if (event === "") return this.#wrong("Which event? Write its name.", "event");
    const given = readArguments(field(this.#root, "arguments").value);
    if (typeof given === "string") return this.#wrong(given, "arguments");
    this.#take(action({ kind, client, event, arguments: given, ack, namespace }));
  }

  #connect() {
    const client = this.#client;
    const [auth, ...more] = readArguments(field(this.#root, "auth").value || "null") || [];
    const plain = auth === null || (typeof auth === "object" && !Array.isArray(auth));
    if (!plain || more.length > 0) return this.#wrong('The auth is an object in JSON: {"token": "secret"}.', "auth");
    const first = this.#scenario.find((each) => each.kind === "connect") ?? this.#lesson.scenario[0];
    const own = this.#scenario.findLast((each) => each.kind === "connect" && each.client === client);
    const { namespaces = ["/"], query = {} } = own ?? first ?? {};
    this.#take(
      action({ kind: "connect", client, auth, query, namespaces: namespaces.length > 0 ? namespaces : ["/"] }),
    );
  }

  /** Another client joins: one press gives it a name and connects it. */
  #join() {
    if (this.#clients.length >= MOST_CLIENTS) return this.#wrong(`There is room for ${MOST_CLIENTS} clients.`);
    const name = newName(this.#clients);
    this.#clients = [...this.#clients, name];
    this.#client = name;
    this.#connect();
  }

  get #namespace() {
    const choice = /** @type {HTMLSelectElement} */ (one(this.#root, "[data-namespace]"));
    return one(this.#root, "[data-namespace-field]").hidden ? "/" : choice.value;
  }

  #press() {
    this.#root.addEventListener("click", ({ target }) => {
      const button = /** @type {Element} */ (target).closest("button");
      if (button?.dataset.act) this.#act(button.dataset.act);
      if (button?.dataset.move) this.#move(button.dataset.move, Number(button.closest("li")?.dataset.place));
    });
    for (const form of all(this.#root, "form[data-say]")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.#act(form.dataset.say ?? "");
      });
    }
    one(this.#root, "[data-clients]").addEventListener("change", ({ target }) => {
      this.#client = /** @type {HTMLInputElement} */ (target).value;
      this.#showStanding();
    });
    one(this.#root, "[data-join]").addEventListener("click", () => this.#join());
    one(this.#root, "[data-keep]").addEventListener("click", () => this.#leaveChanging());
    one(this.#root, "[data-by-hand]").addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && this.#changing !== null) this.#leaveChanging();
    });
    one(this.#root, "[data-copy]").addEventListener("click", () => {
      const words = one(this.#root, "[data-copied]");
      void copy(yaml(this.#scenario, this.#clients), words, "The scenario is copied, as a lesson file has it.");
    });
    const whole = (/** @type {() => void} */ change) => () => {
      change();
      this.#changed(false);
    };
    one(this.#root, "[data-lesson-scenario]").addEventListener(
      "click",
      whole(() => this.reset()),
    );
    one(this.#root, "[data-clear]").addEventListener(
      "click",
      whole(() => this.#clear()),
    );
  }

  /** Take all actions away, and offer to undo it. */
  #clear() {
    const [scenario, clients] = [this.#scenario, this.#clients];
    this.put([], clients);
    const words = one(this.#root, "[data-copied]");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = "Undo";
    button.addEventListener("click", () => {
      this.put(scenario, clients);
      one(this.#root, "[data-clear]").focus();
      this.#changed(false);
    });
    words.replaceChildren("The scenario is empty: all actions are taken away. ", button);
  }

  /**
   * @param {string} way
   * @param {number} place
   */
  #move(way, place) {
    if (way === "change") return this.#change(place);
    const next = [...this.#scenario];
    const [moved] = next.splice(place, 1);
    const to = { up: place - 1, down: place + 1 }[way];
    if (to !== undefined) next.splice(to, 0, moved);
    if (to !== undefined && (to < 0 || to >= this.#scenario.length)) return;
    this.#scenario = next;
    this.#heard = null;
    this.#stopChanging();
    this.#show();
    this.#focusAgain(way, to ?? Math.min(place, next.length - 1));
    this.#changed(false);
  }

  /**
   * The list is new: the focus goes to the same button of the same action, or of the one that is now in its place.
   *
   * @param {string} way
   * @param {number} place
   */
  #focusAgain(way, place) {
    const row = this.#root.querySelector(`li[data-place="${place}"] [data-move=${way}]`);
    (row instanceof HTMLElement ? row : one(this.#root, "[data-join]")).focus();
  }

  /**
   * An action comes into the fields, and the next press puts another in its place.
   *
   * @param {number} place
   */
  #change(place) {
    const { kind, client, event, arguments: given, ack, auth } = this.#scenario[place];
    this.#changing = place;
    if (this.#clients.includes(client)) this.#client = client;
    if (kind === "send" && typeof given[0] === "string") field(this.#root, "message").value = given[0];
    else if (kind === "emit" || kind === "send") {
      field(this.#root, "event").value = event ?? "";
      field(this.#root, "arguments").value = given.map((each) => JSON.stringify(each)).join(", ");
    }
    if (kind === "connect") field(this.#root, "auth").value = auth === null ? "" : JSON.stringify(auth);
    /** @type {HTMLInputElement} */ (one(this.#root, "[data-ack]")).checked = ack;
    write(one(this.#root, "[data-by-hand-legend]"), `In place of action ${place + 1}`);
    one(this.#root, "[data-changing]").hidden = false;
    this.#nameButtons(kind === "send" && typeof given[0] !== "string" ? "emit" : kind);
    this.#show();
    const first = { send: "[data-message]", emit: "[data-event]" }[kind] ?? "[data-clients] input:checked";
    one(this.#root, first).focus();
  }

  /** Leave the action that is being changed as it was. */
  #leaveChanging() {
    const place = this.#changing;
    this.#stopChanging();
    this.#showStanding();
    if (place !== null) this.#focusAgain("change", place);
  }

  /** @param {string} saved the kind of action whose button now saves it; empty when none is changed */
  #nameButtons(saved) {
    for (const button of all(this.#root, "[data-act], form[data-say] button")) {
      const kind = button.dataset.act ?? button.closest("form")?.dataset.say ?? "";
      button.dataset.name ??= button.textContent ?? "";
      write(button, kind === saved ? "Save" : button.dataset.name);
    }
  }

  #stopChanging() {
    this.#changing = null;
    this.#nameButtons("");
    this.#wrong("");
    write(one(this.#root, "[data-by-hand-legend]"), "Play on by hand");
    one(this.#root, "[data-changing]").hidden = true;
    for (const row of all(this.#root, "[data-actions] li")) row.removeAttribute("data-changed");
  }

  /**
   * @param {string} what
   * @param {string} [name] of the field
   */
  #wrong(what, name) {
    const place = one(this.#root, "[data-wrong]");
    write(place, what);
    place.hidden = what === "";
    for (const each of ["event", "arguments", "auth"]) {
      if (each === name) field(this.#root, each).setAttribute("aria-invalid", "true");
      else field(this.#root, each).removeAttribute("aria-invalid");
    }
    if (name) field(this.#root, name).focus();
  }

  /** Fill what follows from the lesson: the events that there are, the namespaces, the auth. */
  #fields() {
    const { code, scenario } = this.#lesson;
    const named = [...code.matchAll(EVENTS)].map(([, one, other]) => one ?? other);
    const played = scenario.filter(({ kind }) => kind === "emit").map(({ event }) => event ?? "");
    const events = [...new Set([...played, ...named])].filter((name) => !["connect", "disconnect", ""].includes(name));
    one(this.#root, "[data-events]").replaceChildren(...events.map(option));
    field(this.#root, "event").value = events[0] ?? "";
    const namespaces = [...new Set(scenario.flatMap((each) => (each.kind === "connect" ? each.namespaces : [])))];
    one(this.#root, "[data-namespace]").replaceChildren(...namespaces.map(option));
    one(this.#root, "[data-namespace-field]").hidden =
      namespaces.length < 2 && namespaces[0] !== undefined && namespaces[0] === "/";
    const auth = scenario.find((each) => each.kind === "connect" && each.auth !== null)?.auth;
    one(this.#root, "[data-auth-field]").hidden = auth === undefined;
    if (auth !== undefined) field(this.#root, "auth").value = JSON.stringify(auth);
  }

  #show() {
    write(one(this.#root, "[data-copied]"), "");
    const alone = this.#clients.length === 1 && this.#clients[0] === DEFAULT_CLIENT;
    const last = this.#scenario.length - 1;
    const rows = this.#scenario.map((each, place) => row(words(each, alone), place, last, editable(each)));
    if (this.#changing !== null) rows[this.#changing].dataset.changed = "";
    one(this.#root, "[data-actions]").replaceChildren(...rows);
    this.#showClients();
    this.#showStanding();
  }

  #showClients() {
    const focused = document.activeElement?.closest("[data-clients]") !== null && document.activeElement !== null;
    const choices = this.#clients.map((name) => radio(name, name === this.#client));
    one(this.#root, "[data-clients]").replaceChildren(...choices);
    if (focused) one(this.#root, "[data-clients] input:checked").focus();
  }

  /** Who is connected where the next action stands. */
  get #standing() {
    if (this.#changing !== null) return standing(this.#scenario.slice(0, this.#changing));
    return this.#heard ?? standing(this.#scenario);
  }

  /** Who is connected, and what the chosen client can therefore do. */
  #showStanding() {
    const open = this.#standing;
    for (const label of all(this.#root, "[data-clients] label")) {
      const name = /** @type {HTMLInputElement} */ (one(label, "input")).value;
      const state = open.get(name) ? "open" : open.has(name) ? "closed" : "not connected";
      write(one(label, ".client-state"), state);
      label.dataset.open = String(open.get(name) === true);
    }
    const is = open.get(this.#client) === true;
    for (const button of all(this.#root, "[data-act], form[data-say] button")) {
      const wants = button.dataset.act !== "connect";
      button.setAttribute("aria-disabled", String(wants !== is));
    }
  }
}

/**
 * @param {HTMLElement} root
 * @param {string} name
 */
function field(root, name) {
  return /** @type {HTMLInputElement} */ (one(root, `[data-${name}]`));
}

/** @param {Action} what a `wait` and a `together` stay as they are, but can be moved and taken away */
function editable({ kind }) {
  return !["wait", "together", "reconnect"].includes(kind);
}

/** @param {string} value */
function option(value) {
  const element = document.createElement("option");
  element.value = value;
  element.textContent = value;
  return element;
}

/**
 * @param {string} text
 * @param {number} place
 * @param {number} last
 * @param {boolean} canChange
 */
function row(text, place, last, canChange) {
  const element = document.createElement("li");
  element.dataset.place = String(place);
  const said = document.createElement("span");
  said.className = "action-words";
  said.textContent = text;
  const moves = document.createElement("span");
  moves.className = "moves";
  const names = /** @type {[string, string, string][]} */ ([
    ["change", "Change", canChange ? "" : "off"],
    ["up", "↑", place > 0 ? "" : "off"],
    ["down", "↓", place < last ? "" : "off"],
    ["out", "Delete", ""],
  ]);
  for (const [way, sign, off] of names) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.dataset.move = way;
    button.textContent = sign;
    const verb = { change: "Change", up: "Move up", down: "Move down", out: "Delete" }[way];
    button.setAttribute("aria-label", `${verb}: action ${place + 1}, ${text}`);
    if (off) button.disabled = true;
    moves.append(button);
  }
  element.append(said, moves);
  return element;
}

/**
 * @param {string} name
 * @param {boolean} chosen
 */
function radio(name, chosen) {
  const [label, input, said, state] = ["label", "input", "b", "small"].map((tag) => document.createElement(tag));
  Object.assign(input, { type: "radio", name: "by-hand-client", value: name, checked: chosen });
  said.textContent = name === DEFAULT_CLIENT ? "The client" : name;
  state.className = "client-state";
  label.append(input, " ", said, " ", state);
  return label;
}
