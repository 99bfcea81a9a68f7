// Runs before the first paint, as a file of its own because the page's policy allows no inline script:
// the chosen colours and language are in place before anything shows.
(function () {
  var root = document.documentElement;
  var scheme = null;
  var language = null;
  try {
    scheme = localStorage.getItem("hpc-portal-colors");
    language = localStorage.getItem("hpc-portal-language");
  } catch {
    // Storage may be closed to us: the system's choice stands.
  }
  if (scheme !== "light" && scheme !== "dark") {
    scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  root.setAttribute("data-mantine-color-scheme", scheme);
  if (language !== "en" && language !== "ko") language = (navigator.language || "en").slice(0, 2) === "ko" ? "ko" : "en";
  root.setAttribute("lang", language);
})();
