/**
 * Exercises: answers go to the server without leaving the page, and the next exercise comes in place of the last. The
 * address always names the exercise that is shown.
 */
import { one } from "../../stepper/dom.js";
import { order } from "../quiz/order.js";
import { pickLine } from "../quiz/pick-line.js";
import { sendAnswers } from "../quiz/sending.js";

const FRAGMENT = { "Stepwire-Fragment": "1" };

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} page
 * @param {import("../../student/outbox.js").Outbox} outbox
 */
export function practice(root, page, outbox) {
  const place = one(root, "[data-exercise-place]");
  const looks = [order(page), pickLine(page)];
  const look = () => {
    for (const each of looks) each();
  };
  sendAnswers(page, outbox, look);
  const come = async (/** @type {string} */ address) => {
    const answer = await fetch(address, { headers: FRAGMENT }).catch(() => null);
    if (!answer?.ok) return location.assign(address); // the browser shows what the server has to say
    place.replaceChildren(...parsed(await answer.text()));
    look();
    const article = one(place, "article");
    article.focus({ preventScroll: true });
    article.scrollIntoView({ block: "nearest" });
    return answer.url;
  };
  root.addEventListener("click", async (event) => {
    const link = /** @type {Element} */ (event.target).closest("a[data-next]");
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = await come(link.href);
    if (address) history.pushState({}, "", address);
  });
  addEventListener("popstate", () => void come(location.href));
}

/** @param {string} html */
function parsed(html) {
  return [...new DOMParser().parseFromString(html, "text/html").body.children].map((element) =>
    document.adoptNode(element),
  );
}
