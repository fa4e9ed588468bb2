import { passages } from "../parts/passages.js";
import { program } from "../parts/program.js";
import { transport } from "../parts/transport.js";
import { wire } from "../stepper/wire.js";

wire({ passages, program, transport });
