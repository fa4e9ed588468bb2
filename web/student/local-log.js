/**
 * The event log in the browser's own storage, for a site with no server: it keeps the promises of `EventLog`
 * (`event_log.py`), and passes the same tests. Each event has a key of its own, so that two tabs that add at the same
 * time take nothing from each other.
 *
 * @typedef {{ id: string, lesson: string, [more: string]: unknown }} StudentEvent
 */

const PREFIX = "stepwire.event";

/** The storage is full or refused: nothing of what was to be added is kept. */
export class NotKeptError extends Error {}

export class LocalLog {
  #storage;
  #count = 0;

  /** @param {Storage} storage */
  constructor(storage) {
    this.#storage = storage;
  }

  /**
   * A student's events in the order in which they came, those of one lesson or all.
   *
   * @param {string} student
   * @param {string | null} [lesson]
   * @returns {StudentEvent[]}
   */
  read(student, lesson = null) {
    const events = this.#keys(student).map((key) => JSON.parse(this.#storage.getItem(key) ?? "null"));
    return events.filter((event) => event && (lesson === null || event.lesson === lesson));
  }

  /**
   * A student's events in each lesson that has some.
   *
   * @param {string} student
   * @returns {Record<string, StudentEvent[]>}
   */
  byLesson(student) {
    /** @type {Record<string, StudentEvent[]>} */
    const lessons = {};
    for (const event of this.read(student)) {
      lessons[event.lesson] ??= [];
      lessons[event.lesson].push(event);
    }
    return lessons;
  }

  /**
   * Add events, all or none; one whose id the student has already is passed over.
   *
   * @param {string} student
   * @param {readonly StudentEvent[]} events
   * @throws {NotKeptError}
   */
  append(student, events) {
    const known = new Set(this.#keys(student).map(idIn));
    /** @type {string[]} */
    const added = [];
    try {
      for (const event of events) {
        if (known.has(event.id)) continue;
        known.add(event.id);
        added.push(this.#keyOf(student, event.id));
        this.#storage.setItem(added[added.length - 1], JSON.stringify(event));
      }
    } catch (error) {
      for (const key of added) this.#storage.removeItem(key);
      throw new NotKeptError(`the browser keeps nothing more: ${error}`);
    }
  }

  /**
   * Move the events of another name of the same student to the end of this one's.
   *
   * @param {string} student
   * @param {string} other
   */
  join(student, other) {
    if (student === other) return;
    this.append(student, this.read(other));
    this.delete(other);
  }

  /**
   * Keep nothing of a student any more.
   *
   * @param {string} student
   */
  delete(student) {
    for (const key of this.#keys(student)) this.#storage.removeItem(key);
  }

  /**
   * @param {string} student
   * @param {string} id
   */
  #keyOf(student, id) {
    const order = [Date.now(), ++this.#count].map((number) => String(number).padStart(15, "0"));
    return [PREFIX, student, ...order, id].join(".");
  }

  /**
   * A student's keys in the order of their events, of which each counts once: two tabs may have added the same.
   *
   * @param {string} student
   */
  #keys(student) {
    const own = Object.keys(this.#storage).filter((key) => key.startsWith(`${PREFIX}.${student}.`));
    const firsts = new Map(
      own
        .sort()
        .reverse()
        .map((key) => [idIn(key), key]),
    );
    return own.filter((key) => firsts.get(idIn(key)) === key).sort();
  }
}

/** @param {string} key */
function idIn(key) {
  return key.slice(key.lastIndexOf(".") + 1);
}
