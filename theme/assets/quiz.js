/* Turns each list of choices into a form: a fieldset of radio buttons, or a field for a number.
   The static list stands where scripting is off, and in print. */
(function () {
  "use strict";

  function element(tag, attributes, children) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
    node.append(...(children || []));
    return node;
  }

  /** Say what the choice means: a verdict, then its feedback. */
  function show(status, choice) {
    const right = choice.dataset.right === "true";
    const said = choice.querySelector(".quiz-feedback").cloneNode(true);
    said.querySelector("summary").remove();
    const feedback = element("div", { class: right ? "quiz-said right" : "quiz-said wrong" });
    feedback.append(...said.childNodes);
    status.replaceChildren(feedback);
  }

  function tell(status, text) {
    status.replaceChildren(element("p", { class: "quiz-said" }, [text]));
  }

  /** Build the radio buttons; return a function that gives the chosen item, or null. */
  function radios(quiz, fieldset, items, name) {
    const list = element("div", { class: "quiz-options" });
    items.forEach((item, index) => {
      const id = `${name}-${index}`;
      const radio = element("input", { type: "radio", name, id, value: String(index) });
      const answer = item.querySelector(".quiz-answer").cloneNode(true);
      const letter = String.fromCharCode(97 + index);
      const label = element("label", { for: id });
      label.append(element("span", { class: "quiz-letter" }, [letter]), " ");
      label.append(...answer.querySelector("p").childNodes);
      answer.querySelector("p").remove();
      const option = element("div", { class: "quiz-option" }, [radio, label]);
      if (answer.children.length) {
        answer.id = `${id}-more`;
        radio.setAttribute("aria-describedby", answer.id);
        option.append(answer);
      }
      list.append(option);
    });
    fieldset.append(list);
    return () => {
      const chosen = fieldset.querySelector("input:checked");
      return chosen ? items[Number(chosen.value)] : null;
    };
  }

  /** Build the field for a number; return a function that gives the item it meets, or null. */
  function field(quiz, fieldset, items, name) {
    const input = element("input", {
      type: "text", inputmode: "decimal", autocomplete: "off", id: name, class: "quiz-number",
    });
    const label = element("label", { for: name }, [quiz.dataset.answer]);
    fieldset.append(element("div", { class: "quiz-field" }, [label, input]));
    const tolerance = Number(quiz.dataset.tolerance) + 1e-12;
    return () => {
      const text = input.value.trim().replace("−", "-").replace(",", ".");
      const number = Number(text);
      if (text === "" || Number.isNaN(number)) return null;
      const distance = (item) => Math.abs(Number(item.dataset.value) - number);
      const known = items.filter((item) => item.dataset.value !== "otherwise");
      const near = known.filter((item) => distance(item) <= tolerance);
      near.sort((a, b) => distance(a) - distance(b));
      return near[0] || items.find((item) => item.dataset.value === "otherwise") || undefined;
    };
  }

  function enhance(quiz, number) {
    const name = `quiz-${number}`;
    const items = [...quiz.querySelectorAll(":scope > .quiz-choices > li")];
    const question = quiz.querySelector(":scope > .quiz-question").cloneNode(true);
    const legend = element("legend", {});
    legend.append(...question.firstElementChild.childNodes);
    question.firstElementChild.remove();
    const fieldset = element("fieldset", {}, [legend, ...question.children]);
    const typed = quiz.dataset.tolerance !== undefined;
    const chosen = (typed ? field : radios)(quiz, fieldset, items, name);
    const status = element("div", { class: "quiz-status", role: "status" });
    const button = element("button", { type: "submit" }, [quiz.dataset.check]);
    const form = element("form", { class: "quiz-form" }, [fieldset, button, status]);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const item = chosen();
      if (item === null) tell(status, typed ? quiz.dataset.notANumber : quiz.dataset.empty);
      else if (item === undefined) tell(status, quiz.dataset.wrong);
      else show(status, item);
    });
    form.addEventListener("input", () => status.replaceChildren());
    quiz.querySelector(".quiz-choices").before(form);
    quiz.classList.add("live-quiz");
  }

  document.querySelectorAll(".quiz").forEach(enhance);
})();
