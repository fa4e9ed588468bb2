import { failing } from "../parts/failing.js";
import { program } from "../parts/program.js";
import { transport } from "../parts/transport.js";
import { wire } from "../stepper/wire.js";

wire({ failing, program, transport });
