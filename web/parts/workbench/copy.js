/** Copies a text; where the browser does not let us, the text is there to be copied by hand. */
import { write } from "../../stepper/dom.js";

/**
 * @param {string} text
 * @param {HTMLElement} words where it is told
 * @param {string} done what is said when it is copied
 */
export async function copy(text, words, done) {
  try {
    await navigator.clipboard.writeText(text);
    write(words, done);
  } catch {
    const field = document.createElement("textarea");
    field.readOnly = true;
    field.value = text;
    field.rows = 4;
    field.setAttribute("aria-label", "To be copied");
    words.replaceChildren("Copy it from here: ", field);
    field.select();
  }
}
