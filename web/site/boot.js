
(function (root) {
  root.dataset.scripts = "on";
  addEventListener("error", function (event) {
    if (event.target.tagName === "SCRIPT") delete root.dataset.scripts;
  }, true);
  try {
    var theme = localStorage.getItem("stepwire.theme");
    if (theme) root.dataset.theme = theme;
  } catch (refused) {}
})(document.documentElement);
