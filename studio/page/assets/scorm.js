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
  // lesson that was open last first, as cmi.core.lesson_location is its: "Gradient:0-12.5 40-61;Integral:0-3".
  // Whatever does not fit is forgotten, the shortest first.
  const packed = (lessons) => {
    const kept = lessons.map(([name, ranges]) => [encodeURIComponent(name), [...ranges]]);
    const range = ([start, end]) => `${+start.toFixed(1)}-${+end.toFixed(1)}`;
    const text = () => kept.map(([name, ranges]) => `${name}:${ranges.map(range).join(" ")}`).join(";");
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
      const [ranges, name] = part.split(":").reverse(); // without a name they are this lesson's
      const read = ranges
        .split(" ")
        .map((range) => range.split("-").map(Number))
        .filter(([start, end]) => start >= 0 && end > start);
      return [name === undefined ? lesson : decodeURIComponent(name), read];
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
    };
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
    set("cmi.suspend_data", packed([[lesson, state.watched], ...others]));
    if (!state.completed || done) return;
    done = true;
    // Full points, for platforms that grade: there is nothing to do here but to watch. First, as some take the
    // grade at the moment when the status comes.
    if (!(Number(get("cmi.core.score.raw")) > 0)) {
      set("cmi.core.score.min", "0");
      set("cmi.core.score.max", "100");
      set("cmi.core.score.raw", "100");
    }
    set("cmi.core.lesson_status", "completed");
  };

  let finished = false;
  return {
    connect: ({ name }) =>
      new Promise((answer) => {
        lesson = name;
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
