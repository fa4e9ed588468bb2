import { flow } from "../parts/flow.js";
import { predict } from "../parts/predict/predict.js";
import { program } from "../parts/program.js";
import { quiz } from "../parts/quiz/quiz.js";
import { scene } from "../parts/scene.js";
import { table } from "../parts/table.js";
import { tracker } from "../parts/tracker.js";
import { transport } from "../parts/transport.js";
import { wire } from "../stepper/wire.js";

wire({ scene, predict, program, flow, table, tracker, transport, quiz });
