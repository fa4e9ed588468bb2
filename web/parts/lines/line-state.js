/** Works out the state at a line: the window's own state with the changes of its lines so far. */

/** How many characters of the printed text are shown. */
const PRINTED = 2000;

/**
 * @typedef {import("./line-windows.js").Window} Window
 * @typedef {import("./line-windows.js").Line} Line
 * @typedef {{ call: number, function: string, number: number, variables: Map<string, string> }} Frame
 * @typedef {{ line: Line, below: number, stack: Frame[], module: Map<string, string>, printed: string }} LineState the
 *   stack's last frame is the current call; `below` counts the calls further out that are not shown
 */

/**
 * @param {Window} window
 * @param {number} place the line's place, counted from 0 over all lines of the call
 * @returns {LineState}
 */
export function stateAt(window, place) {
  const calls = new Map(window.stack.map((frame) => [frame.call, open(frame)]));
  const state = {
    stack: [...calls.values()],
    calls,
    module: new Map(Object.entries(window.module)),
    printed: window.printed,
  };
  const lines = window.lines.slice(0, place - window.first + 1);
  for (const line of lines) pass(state, line, window.below);
  const { stack, module, printed } = state;
  return { line: lines[lines.length - 1], below: window.below, stack, module, printed: printed.slice(-PRINTED) };
}

/**
 * @param {{ stack: Frame[], calls: Map<number, Frame>, module: Map<string, string>, printed: string }} state
 * @param {Line} line
 * @param {number} below
 */
function pass(state, line, below) {
  const { stack, calls, module } = state;
  const depth = line.depth - below;
  stack.length = Math.min(stack.length, depth + 1);
  if (stack[depth]?.call !== line.call) {
    const frame = open({ ...line, variables: line.known ?? {} });
    calls.set(line.call, frame);
    stack.length = Math.min(stack.length, depth);
    stack.push(frame);
  }
  stack[stack.length - 1].number = line.number;
  state.printed += line.printed ?? "";
  for (const { name, now, call } of line.changes ?? []) {
    const variables = call === null ? module : calls.get(call)?.variables;
    if (now === null) variables?.delete(name);
    else variables?.set(name, now);
  }
}

/**
 * @param {import("./line-windows.js").Frame} frame
 * @returns {Frame}
 */
function open({ call, function: name, number, variables }) {
  return { call, function: name, number, variables: new Map(Object.entries(variables)) };
}
