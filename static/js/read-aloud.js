// Reads the text of a document aloud with the browser's own voice, clause by clause; where there is no voice there is no button.
"use strict";
const text = document.querySelector(".law");
const actions = document.querySelector(".actions");
if (text && actions && "speechSynthesis" in window) {
  const button = document.createElement("button");
  button.className = "button button-quiet";
  button.type = "button";
  let reading = false;

  const stop = () => {
    reading = false;
    speechSynthesis.cancel();
    button.textContent = "朗读正文";
    button.setAttribute("aria-pressed", "false");
  };
  const start = () => {
    reading = true;
    button.textContent = "停止朗读";
    button.setAttribute("aria-pressed", "true");
    const title = document.querySelector("h1").textContent;
    const parts = [title, ...Array.from(text.querySelectorAll("p, h2, h3, h4, td, th"), (part) => part.textContent)];
    parts.map((part) => part.trim()).filter(Boolean).forEach((part, i, all) => {
      const utterance = new SpeechSynthesisUtterance(part);
      utterance.lang = "zh-CN";
      utterance.rate = 0.9;
      if (i === all.length - 1) utterance.onend = () => reading && stop();
      speechSynthesis.speak(utterance);
    });
  };

  button.addEventListener("click", () => (reading ? stop() : start()));
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
  stop();
  actions.append(button);
}
