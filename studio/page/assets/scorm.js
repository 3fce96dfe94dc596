// Tells a learning platform by SCORM 1.2 what was watched. See «what was watched» in page.js.
"use strict";

window.lessonRecorder = (() => {
  const PATIENCE = 30000; // milliseconds; some platforms define their API well after the lesson has loaded
  const LONGEST = 4096; // characters of cmi.suspend_data (SCORM 1.2 Run-Time Environment, 3.4.4)

  // The platform's object API is in a window around this one, or around the one that opened it.
  const around = (frame) => {
    for (let depth = 0; frame && depth < 100; depth++) {
      try {
        if (typeof frame.API?.LMSInitialize === "function") return frame.API;
      } catch {
        return null; // a window of another site
      }
      if (frame.parent === frame) return null;
      frame = frame.parent;
    }
    return null;
  };
  const find = () => around(window) ?? (window.top.opener ? around(window.top.opener) : null);

  const began = performance.now();
  let api = null; // once it has answered
  let lesson = "";
  let questions = [];
  let mastery = null; // percent
  let others = []; // of other lessons that share this one's state, [[name, ranges], ...]
  let earlier = null;
  let done = false;

  const get = (name) => String(api.LMSGetValue(name) ?? "");
  const set = (name, value) => api.LMSSetValue(name, value);

  // CMITimespan, HHHH:MM:SS.SS
  const timespan = (milliseconds) => {
    const hundredths = Math.round(milliseconds / 10);
    const two = (number) => String(number).padStart(2, "0");
    const [hours, rest] = [Math.floor(hundredths / 360000), hundredths % 360000];
    const seconds = `${two(Math.floor((rest % 6000) / 100))}.${two(rest % 100)}`;
    return `${String(hours).padStart(4, "0")}:${two(Math.floor(rest / 6000))}:${seconds}`;
  };

  // Some platforms keep one state for all lessons of a package. So it says whose ranges are whose, those of the
  // lesson that was open last first, as cmi.core.lesson_location is its, and after them what was answered:
  // "Gradient:0-12.5 40-61:length=10 down=2;Integral:0-3". Whatever does not fit is forgotten, the shortest
  // ranges first.
  const packed = (lessons) => {
    const kept = lessons.map(([name, ranges, answers = {}]) => [encodeURIComponent(name), [...ranges], answers]);
    const range = ([start, end]) => `${+start.toFixed(1)}-${+end.toFixed(1)}`;
    const given = (answers) => Object.entries(answers).map(([name, answer]) => `${name}=${answer}`);
    const said = ([name, ranges, answers]) =>
      [name, ranges.map(range).join(" "), given(answers).join(" ")].filter((part, index) => index < 2 || part);
    const text = () => kept.map((one) => said(one).join(":")).join(";");
    while (text().length > LONGEST) {
      const all = kept.flatMap(([, ranges]) => ranges.map((one) => [one[1] - one[0], ranges, one]));
      if (!all.length) return "";
      const [, ranges, shortest] = all.reduce((one, other) => (other[0] < one[0] ? other : one));
      ranges.splice(ranges.indexOf(shortest), 1);
    }
    return text();
  };
  const unpacked = (text) =>
    text.split(";").map((part) => {
      const fields = part.split(":");
      if (fields.length === 1) fields.unshift(undefined); // without a name they are this lesson's
      const [name, ranges, answers = ""] = fields;
      const read = ranges
        .split(" ")
        .map((range) => range.split("-").map(Number))
        .filter(([start, end]) => start >= 0 && end > start);
      const given = answers.split(" ").map((answer) => answer.split("="));
      const kept = given.filter(([, answer]) => answer).map(([key, answer]) => [key, Number(answer)]);
      return [name === undefined ? lesson : decodeURIComponent(name), read, Object.fromEntries(kept)];
    });

  // Returns whether the platform is there and has begun; what it has kept is then in `earlier`.
  const begin = () => {
    const found = find();
    if (!found || String(found.LMSInitialize("")) !== "true") return false;
    api = found;
    const status = get("cmi.core.lesson_status");
    const location = get("cmi.core.lesson_location");
    const kept = get("cmi.suspend_data");
    let lessons = [];
    try {
      lessons = unpacked(kept);
    } catch {
      // not of our making
    }
    others = lessons.filter(([name]) => name !== lesson);
    earlier = {
      position: lessons[0]?.[0] === lesson ? Number(location) || 0 : 0,
      watched: lessons.filter(([name]) => name === lesson).flatMap(([, ranges]) => ranges),
      answers: Object.assign({}, ...lessons.filter(([name]) => name === lesson).map(([, , answers]) => answers)),
    };
    const wanted = get("cmi.student_data.mastery_score"); // which the platform may set otherwise
    if (mastery !== null && wanted !== "" && Number(wanted) >= 0) mastery = Number(wanted);
    done = ["completed", "passed"].includes(status);
    // Only where nothing has happened yet: a platform that answers "" may still know of a completed lesson.
    if (["", "not attempted"].includes(status) && !kept && !location)
      set("cmi.core.lesson_status", "incomplete");
    // So that the platform keeps the place: without it the next visit would begin with nothing.
    set("cmi.core.exit", "suspend");
    return true;
  };

  const tell = (state) => {
    set("cmi.core.session_time", timespan(performance.now() - began));
    if (!state) return;
    set("cmi.core.lesson_location", state.position.toFixed(1));
    set("cmi.suspend_data", packed([[lesson, state.watched, state.answers], ...others]));
    const { score, completed } = state;
    // Without questions there is nothing to do here but to watch: full points for that.
    const points = score ? Math.round((100 * score.right) / score.of) : 100;
    const passes = mastery === null || !score || points >= mastery;
    const over = completed && (passes || score.left === 0);
    // Points come before the status, as some platforms grade at the moment when it comes. One that knows a
    // mastery score makes «failed» of fewer points as the visit ends, so unfinished ones are kept from it.
    const earned = score && score.left < score.of && (mastery === null || score.left === 0);
    if (earned || (over && !done)) grade(points, score);
    if (!over || done) return;
    done = passes;
    set("cmi.core.lesson_status", mastery === null || !score ? "completed" : passes ? "passed" : "failed");
  };

  // The best result stays; points for having watched replace none.
  let graded = null;
  const grade = (points, score) => {
    graded ??= Number(get("cmi.core.score.raw") || -1);
    if (points <= graded || (graded > 0 && !score)) return;
    graded = points;
    set("cmi.core.score.min", "0");
    set("cmi.core.score.max", "100");
    set("cmi.core.score.raw", String(points));
  };

  // One entry of the platform's journal (cmi.interactions) for each answer.
  const journal = ({ name, given, right, seconds }) => {
    const { options, value } = questions.find((question) => question.name === name);
    const at = `cmi.interactions.${Number(get("cmi.interactions._count")) || 0}`;
    const letter = (index) => String.fromCharCode(97 + index);
    const chosen = value === null;
    set(`${at}.id`, `${encodeURIComponent(lesson)}.${name}`);
    set(`${at}.type`, chosen ? "choice" : "numeric");
    set(`${at}.time`, new Date().toTimeString().slice(0, 8));
    const pattern = chosen ? letter(options.findIndex((option) => option.right)) : String(value);
    set(`${at}.correct_responses.0.pattern`, pattern);
    set(`${at}.student_response`, chosen ? letter(given) : String(given));
    set(`${at}.result`, right ? "correct" : "wrong");
    set(`${at}.latency`, timespan(1000 * seconds));
  };

  let finished = false;
  return {
    connect: (followed) =>
      new Promise((answer) => {
        lesson = followed.name;
        ({ questions, mastery } = followed);
        const attempt = () => {
          if (finished) return;
          if (begin()) {
            api.LMSCommit("");
            answer(earlier);
          } else if (performance.now() - began > PATIENCE) {
            answer(null); // opened on its own: nobody to tell
          } else setTimeout(attempt, find() ? 2000 : 250);
        };
        attempt();
      }),
    save(state) {
      if (finished || !api) return;
      tell(state);
      api.LMSCommit("");
    },
    answered(answer) {
      if (!finished && api) journal(answer);
    },
    finish(state) {
      if (finished) return;
      finished = true;
      if (api) tell(state);
      else if (!begin()) return; // the last chance
      else tell(state && { ...state, watched: [...earlier.watched, ...state.watched] });
      api.LMSFinish(""); // which commits
    },
  };
})();
