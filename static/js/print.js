// The print view gets a button that prints; without script the sentence beside it says how.
"use strict";
const how = document.getElementById("how-to-print");
if (how) {
  const button = document.createElement("button");
  button.className = "button";
  button.type = "button";
  button.textContent = "打印";
  button.addEventListener("click", () => window.print());
  how.replaceWith(button);
}
