import { one } from "../stepper/dom.js";

const KEY = "stepwire.theme";

/**
 * The switch between light and dark. Until it is pressed the system's choice holds.
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
      // no storage here: it holds until the page is left
    }
  });
}
