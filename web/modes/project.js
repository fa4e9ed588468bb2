import { flow } from "../parts/flow.js";
import { program } from "../parts/program.js";
import { scene } from "../parts/scene.js";
import { table } from "../parts/table.js";
import { tracker } from "../parts/tracker.js";
import { transport } from "../parts/transport.js";
import { takeEdit, workbench } from "../parts/workbench/workbench.js";
import { one } from "../stepper/dom.js";
import { rewirable } from "../stepper/rewire.js";
import { wire } from "../stepper/wire.js";

const atOnce = takeEdit();
const parts = { scene, program, flow, table, tracker, transport };
workbench(one(document, "[data-part=workbench]"), rewirable(parts, wire(parts)), atOnce);
