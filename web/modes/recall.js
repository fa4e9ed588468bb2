/** The script of Recall, of one lesson or of all: it has no run to step through, and sends answers like a quiz. */
import { order } from "../parts/quiz/order.js";
import { sendAnswers } from "../parts/quiz/sending.js";
import { theme } from "../site/theme.js";
import { all, one } from "../stepper/dom.js";
import { pageOutbox } from "../student/page-outbox.js";

theme(one(document, "[data-theme-toggle]"));
const page = one(document, "main");
const outbox = pageOutbox();
sendAnswers(page, outbox, order(page));
outbox.takeOver();
for (const skip of all(document, "[data-for-scripts]")) skip.removeAttribute("hidden");
// Whoever comes by "Next card" goes on with the keyboard at the card.
if (new URLSearchParams(location.search).has("next")) page.querySelector("article")?.focus();
