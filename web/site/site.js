/** The script of the pages around the lessons. It sends what a lesson's page could not. */
import { one } from "../stepper/dom.js";
import { pageOutbox } from "../student/page-outbox.js";
import { theme } from "./theme.js";

theme(one(document, "[data-theme-toggle]"));
pageOutbox().takeOver();
