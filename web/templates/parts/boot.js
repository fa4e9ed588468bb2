
(function (root) {
  // Before the first paint: the stepper shows one step at a time, unless its script does not arrive.
  root.dataset.scripts = "on";
  addEventListener("error", function (event) {
    if (event.target.tagName === "SCRIPT") delete root.dataset.scripts;
  }, true);
  try {
    var theme = localStorage.getItem("stepwire.theme");
    if (theme) root.dataset.theme = theme;
  } catch (refused) { /* no storage here: the system's theme holds */ }
})(document.documentElement);
