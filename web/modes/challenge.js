import { challenge } from "../parts/practice/challenge.js";
import { theme } from "../site/theme.js";
import { one } from "../stepper/dom.js";

theme(one(document, "[data-theme-toggle]"));
challenge(one(document, "[data-part=challenge]"), one(document, "main"));
