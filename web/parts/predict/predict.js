import { one } from "../../stepper/dom.js";

const ON = "stepwire.predict";

/**
 * The switch for predictions. All else is loaded when somebody switches them on, and the browser remembers it.
 *
 * @param {HTMLElement} root
 * @param {import("../../stepper/wire.js").Stepper} stepper
 */
export function predict(root, stepper) {
  const box = /** @type {HTMLInputElement} */ (one(root, "[data-predict-switch]"));
  /** @type {Promise<(on: boolean) => void> | undefined} */
  let loading;
  const look = async () => {
    loading ??= load(root, stepper);
    (await loading)(box.checked);
  };
  root.hidden = false;
  box.checked = recall() === "on";
  box.addEventListener("change", () => {
    remember(box.checked ? "on" : "off");
    void look();
  });
  if (box.checked) void look();
}

/**
 * @param {HTMLElement} root
 * @param {import("../../stepper/wire.js").Stepper} stepper
 * @returns {Promise<(on: boolean) => void>}
 */
async function load(root, stepper) {
  const { script = "", style = "" } = root.dataset;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = style;
  document.head.append(link);
  /** @type {typeof import("./predicting.js")} */
  const { predicting } = await import(script);
  return predicting(root, stepper);
}

function recall() {
  try {
    return localStorage.getItem(ON);
  } catch {
    return null; // no storage here
  }
}

/** @param {string} state */
function remember(state) {
  try {
    localStorage.setItem(ON, state);
  } catch {
    // no storage here: the choice lasts until the reader leaves the page
  }
}
