import { one } from "../stepper/dom.js";

const KEY = "stepwire.theme";

/**
 * The switch between light and dark. Until the reader presses it, the system's choice applies.
 *
 * @param {HTMLElement} button
 */
export function theme(button) {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const show = () => {
    one(button, "[data-theme-name]").textContent = isDark() ? "Light" : "Dark";
  };
  button.hidden = false;
  show();
  system.addEventListener("change", show);
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    show();
    try {
      localStorage.setItem(KEY, root.dataset.theme);
    } catch {
      // no storage here: the choice lasts until the reader leaves the page
    }
  });
}
