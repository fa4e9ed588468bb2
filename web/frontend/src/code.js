import { all } from "./dom.js";

/**
 * The program: marked is the line that the phase is about, or every line that the step touched.
 *
 * @param {HTMLElement} root
 * @param {import("./player.js").Player} player
 * @param {import("./run.js").Step[]} run
 */
export function code(root, player, run) {
  const lines = all(root, "[data-line]");
  player.follow(({ step, phase }) => {
    const phases = run[step - 1].phases;
    const marked = new Set((phase === 0 ? phases : [phases[phase - 1]]).map(({ line }) => line));
    for (const line of lines) {
      line.toggleAttribute("data-now", marked.has(Number(line.dataset.line)));
    }
  });
}
