import { challenge } from "../parts/practice/challenge.js";
import { theme } from "../site/theme.js";
import { one } from "../stepper/dom.js";
import { pageOutbox } from "../student/page-outbox.js";

theme(one(document, "[data-theme-toggle]"));
const outbox = pageOutbox();
challenge(one(document, "[data-part=challenge]"), one(document, "main"), outbox);
outbox.takeOver();
