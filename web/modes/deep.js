import { flow } from "../parts/flow.js";
import { packets } from "../parts/packets.js";
import { program } from "../parts/program.js";
import { stage } from "../parts/stage.js";
import { transport } from "../parts/transport.js";
import { wire } from "../stepper/wire.js";

wire({ stage, program, flow, packets, transport });
