import { practice } from "../parts/practice/practice.js";
import { theme } from "../site/theme.js";
import { one } from "../stepper/dom.js";
import { pageOutbox } from "../student/page-outbox.js";

theme(one(document, "[data-theme-toggle]"));
const outbox = pageOutbox();
practice(one(document, "[data-part=practice]"), one(document, "main"), outbox);
outbox.takeOver();
