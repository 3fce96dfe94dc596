// A page that asks: stops the film at its questions, takes the answers, says why, and sums them up.
//
// The forms are in the page; page.js calls window.lessonQuestions with the film and what it knows of it. A
// question is asked where the film plays into it, not where a viewer jumps past it; one who plays on skips it.
"use strict";

window.lessonQuestions = ({ video, followed, seek, jumpIfPossible, remembered }) => {
  const { questions, mastery, words } = followed;
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const panel = document.getElementById("asked");
  const summary = document.getElementById("answers");
  const form = (question) => document.getElementById(`question-${question.name}`);

  const answers = new Map(); // name -> what was given: the index of an option, or a number
  let untold = []; // what was answered before there was anybody to tell
  let tell = (answer) => untold.push(answer);

  // --- the switch -----------------------------------------------------------------------------------------

  // On, unless the viewer, or else the page that embeds this one (index.html?questions=off), wants none. A
  // lesson that is graded always asks.
  const asks = document.getElementById("asks");
  const asked = new URLSearchParams(location.search).get("questions");
  let on = mastery !== null || (remembered.get("questions") ?? asked ?? "on") !== "off";
  const showSwitch = () => asks?.setAttribute("aria-pressed", String(on));
  showSwitch();
  asks?.addEventListener("click", () => {
    on = !on;
    remembered.set("questions", on ? "on" : "off");
    showSwitch();
    if (!on) close();
  });

  // --- asking ---------------------------------------------------------------------------------------------

  let open = null; // the question that is being asked
  let opened = 0; // when that was
  let waiting = []; // others of the same moment
  let last = 0; // where the film was when it was looked at last

  const ask = (question) => {
    open = question;
    opened = performance.now();
    panel.hidden = false;
    for (const each of questions) form(each).hidden = each !== question;
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    video.webkitExitFullscreen?.();
    form(question).querySelector("input").focus({ preventScroll: true });
    form(question).scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    if (!open) return;
    open = null;
    waiting = [];
    panel.hidden = true;
  };
  const goOn = (question) => {
    const next = waiting.shift();
    if (next) return ask(next);
    close();
    if (question.resume > question.at) jumpIfPossible(question.resume);
    last = Math.max(video.currentTime, question.resume);
    video.focus({ preventScroll: true });
    video.play().catch(() => {});
  };

  const look = () => {
    const now = video.currentTime;
    const due = questions.filter(({ name, at }) => last < at && at <= now && !answers.has(name));
    last = Math.max(last, now); // a step back to the question's last picture is none
    if (!on || open || video.seeking || !due.length) return;
    video.pause();
    jumpIfPossible(Math.max(due[0].at - 0.05, 0)); // the next beat's first picture may have come already
    waiting = due.slice(1).filter(({ at }) => at === due[0].at);
    ask(due[0]);
  };
  const keepLooking = () => {
    look();
    if (!video.paused && !video.ended) requestAnimationFrame(keepLooking);
  };
  video.addEventListener("play", () => {
    close(); // whoever plays on has skipped it
    requestAnimationFrame(keepLooking);
  });
  video.addEventListener("timeupdate", look); // where the page is hidden, nothing else calls
  const jumped = () => {
    const now = video.currentTime;
    if (open && Math.abs(now - open.at) < 0.2) return;
    close();
    last = now;
  };
  video.addEventListener("seeking", jumped);
  video.addEventListener("seeked", jumped);

  // --- answers --------------------------------------------------------------------------------------------

  // A number as people type it: −2,5  1.3*10^-4  3/4
  const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";
  const numberOf = (text) => {
    const plain = text
      .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]/g, (sign) => "0123456789-"[raised.indexOf(sign)])
      .replace(/\s/g, "")
      .replace(/[−–]/g, "-")
      .replace(/[×·*x]10\^?\(?([-+]?\d+)\)?$/i, "e$1")
      .replace(/^([^,.]*),([^,.]*)$/, "$1.$2");
    const found = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(?:\/(\d+\.?\d*))?$/i.exec(plain);
    return found ? Number(found[1]) / Number(found[2] ?? 1) : NaN;
  };
  const asTyped = new Intl.NumberFormat(followed.language, { maximumSignificantDigits: 15, useGrouping: false });
  const near = (one, other, tolerance) =>
    Math.abs(one - other) <= tolerance * (1 + 1e-9) + 1e-9 * Math.abs(other);
  // The option that an answer is; undefined for a number that nobody thought of.
  const optionOf = ({ options, value, tolerance }, given) => {
    if (tolerance === null) return options[given];
    if (near(given, value, tolerance)) return options.find((option) => option.right);
    return options.find((option) => !option.right && near(given, numberOf(option.text), tolerance));
  };
  const isRight = (question, given) => optionOf(question, given)?.right === true;

  const verdictOf = (question, given) => {
    if (isRight(question, given)) return `${words.yes} ${question.why}`;
    const meaning = optionOf(question, given)?.meaning ?? "";
    const answer = question.options.find((option) => option.right).text.replace(/\.$/, "");
    const told = filled(words.right_answer, { answer });
    return [words.not_quite, meaning, told, question.why].filter(Boolean).join(" ");
  };
  const show = (question) => {
    const [element, given] = [form(question), answers.get(question.name)];
    const done = given !== undefined;
    const [button, skip] = element.querySelectorAll("button");
    if (done && document.activeElement?.form === element) button.focus({ preventScroll: true });
    for (const input of element.querySelectorAll("input")) {
      input.disabled = done;
      if (input.type === "radio") input.checked = done && given === Number(input.value);
      else input.value = done ? asTyped.format(given) : "";
    }
    element.querySelectorAll(".option").forEach((label, index) => {
      const right = question.options[index].right;
      label.classList.toggle("right", done && right);
      label.classList.toggle("wrong", done && !right && index === given);
      const mark = right ? `✓ ${words.right}` : index === given ? `✗ ${words.yours}` : "";
      label.querySelector(".mark").textContent = done ? mark : "";
    });
    element.querySelector(".verdict").textContent = done ? verdictOf(question, given) : "";
    button.textContent = done ? words.go_on : words.answer;
    skip.hidden = done;
  };

  questions.forEach((question) => {
    const element = form(question);
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      if (answers.has(question.name)) return goOn(question);
      const chosen = element.querySelector(":checked, [type=text]");
      const given = numberOf(chosen?.value ?? "");
      if (!Number.isFinite(given)) {
        element.querySelector(".verdict").textContent =
          question.tolerance === null ? words.choose : words.type;
        return;
      }
      answers.set(question.name, given);
      show(question);
      sumUp();
      element.querySelector(".buttons").scrollIntoView({ block: "nearest" });
      const seconds = (performance.now() - opened) / 1000;
      tell({ name: question.name, given, right: isRight(question, given), seconds });
    });
    element.querySelector(".skip").addEventListener("click", () => goOn(question));
  });

  // --- the summary ----------------------------------------------------------------------------------------

  const score = () => {
    const right = questions.filter(({ name }) => answers.has(name));
    return {
      right: right.filter((question) => isRight(question, answers.get(question.name))).length,
      of: questions.length,
      left: questions.length - answers.size,
    };
  };
  const buttons = [...summary.querySelectorAll("li button")];
  const sumUp = (atEnd = false) => {
    const { right, of, left } = score();
    summary.hidden = !on || (left === of && !atEnd && summary.hidden);
    const told =
      left === of
        ? [words.waiting]
        : [filled(words.score, { right, count: of }), ...(left ? [words.left[left]] : [])];
    if (mastery !== null) told.push(filled(words.to_pass, { mastery }));
    document.getElementById("score").textContent = told.join(" ");
    questions.forEach((question, index) => {
      const given = answers.get(question.name);
      const mark = isRight(question, given) ? `✓ ${words.right}` : `✗ ${words.not_right}`;
      buttons[index].querySelector(".given").textContent = given === undefined ? words.unanswered : mark;
    });
  };
  buttons.forEach((button, index) =>
    button.addEventListener("click", () => {
      close();
      seek(questions[index].start);
    }),
  );
  document.getElementById("again").addEventListener("click", () => {
    answers.clear();
    questions.forEach(show);
    summary.hidden = true;
    sumUp();
    close();
    seek(0);
    video.focus({ preventScroll: true });
  });
  video.addEventListener("ended", () => sumUp(true));

  return {
    answers: () => Object.fromEntries(answers),
    score: () => (on || answers.size ? score() : null),
    // What an earlier visit left; what has been answered since stays.
    restore(left) {
      for (const question of questions) {
        const given = left[question.name];
        if (!Number.isFinite(given) || answers.has(question.name)) continue;
        if (question.tolerance === null && !question.options[given]) continue;
        answers.set(question.name, given);
        show(question);
      }
      if (answers.size) sumUp();
    },
    onAnswer(listener) {
      tell = listener;
      untold.forEach(listener);
      untold = [];
    },
  };
};
