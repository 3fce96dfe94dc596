// Tells a learning platform by SCORM 1.2 what was watched. See «what was watched» in page.js.
"use strict";

window.lessonRecorder = (() => {
  // The platform's object API is in a window around this one, or around the one that opened it.
  const around = (frame) => {
    for (let depth = 0; frame && depth < 100; depth++) {
      try {
        if (frame.API) return frame.API;
      } catch {
        return null; // a window of another site
      }
      if (frame.parent === frame) return null;
      frame = frame.parent;
    }
    return null;
  };
  const api = around(window) ?? (window.top.opener ? around(window.top.opener) : null);
  if (!api || String(api.LMSInitialize("")) !== "true") return null; // opened on its own: nobody to tell

  const began = performance.now();
  const LONGEST = 4096; // characters of cmi.suspend_data (SCORM 1.2 Run-Time Environment, 3.4.4)
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

  // Ranges as "0-12.5 40-61". Whatever does not fit is forgotten, the shortest first.
  const packed = (ranges) => {
    const kept = [...ranges];
    const text = () => kept.map(([start, end]) => `${+start.toFixed(1)}-${+end.toFixed(1)}`).join(" ");
    while (text().length > LONGEST) {
      const lengths = kept.map(([start, end]) => end - start);
      kept.splice(lengths.indexOf(Math.min(...lengths)), 1);
    }
    return text();
  };
  const unpacked = (text) =>
    text
      .split(" ")
      .map((range) => range.split("-").map(Number))
      .filter(([start, end]) => start >= 0 && end > start);

  let done = ["completed", "passed"].includes(get("cmi.core.lesson_status"));
  if (!done) set("cmi.core.lesson_status", "incomplete");
  // So that the platform keeps the place: without it the next visit would begin with nothing.
  set("cmi.core.exit", "suspend");
  api.LMSCommit("");

  const tell = ({ position, watched, completed }) => {
    set("cmi.core.lesson_location", position.toFixed(1));
    set("cmi.suspend_data", packed(watched));
    set("cmi.core.session_time", timespan(performance.now() - began));
    if (completed && !done) {
      done = true;
      set("cmi.core.lesson_status", "completed");
    }
  };

  let finished = false;
  return {
    load: () => ({
      position: Number(get("cmi.core.lesson_location")) || 0,
      watched: unpacked(get("cmi.suspend_data")),
    }),
    save(state) {
      if (finished) return;
      tell(state);
      api.LMSCommit("");
    },
    finish(state) {
      if (finished) return;
      finished = true;
      tell(state);
      api.LMSFinish(""); // which commits
    },
  };
})();
