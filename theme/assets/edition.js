/* On every page: the switch between the editions keeps the reader's place, and the choice is kept.
   On the front page in English: an offer of Korean to a browser that asks for it, made once. */
(function (setting) {
  "use strict";

  const site = new URL(setting.site || "./", location.href);
  const key = `lrlib:${site.pathname}:edition`;

  function recall() {
    try {
      return localStorage.getItem(key);
    } catch (error) {
      return "unknown"; // where nothing is kept, nothing is offered
    }
  }

  function keep(choice) {
    try {
      localStorage.setItem(key, choice);
    } catch (error) {
      // The link works all the same.
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("[data-edition]");
    if (!link) return;
    keep(link.dataset.edition);
    link.hash = location.hash;
  });

  function offer() {
    const asks = (navigator.languages || [navigator.language]).some((one) => /^ko\b/.test(one));
    const choice = recall();
    const link = document.querySelector("[data-edition=ko]");
    if (!link || !(choice === "ko" || (asks && !choice))) return;
    if (!choice) keep("offered");
    const box = document.createElement("p");
    box.className = "edition-offer";
    box.lang = "ko";
    const yes = link.cloneNode();
    yes.className = "edition-yes";
    yes.textContent = setting.offer_yes;
    const no = document.createElement("button");
    no.type = "button";
    no.textContent = setting.offer_no;
    no.onclick = () => {
      keep("en");
      box.remove();
    };
    box.append(`${setting.offer} `, yes, " ", no);
    const title = document.querySelector("article h1");
    title.after(box);
  }

  if (setting.front) document.addEventListener("DOMContentLoaded", offer);
})
