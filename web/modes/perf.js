import "../site/site.js";
