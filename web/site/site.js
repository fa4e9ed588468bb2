/** The script of the pages around the lessons. */
import { one } from "../stepper/dom.js";
import { theme } from "./theme.js";

theme(one(document, "[data-theme-toggle]"));
