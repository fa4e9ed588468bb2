import { practice } from "../parts/practice/practice.js";
import { theme } from "../site/theme.js";
import { one } from "../stepper/dom.js";

theme(one(document, "[data-theme-toggle]"));
practice(one(document, "[data-part=practice]"), one(document, "main"));
