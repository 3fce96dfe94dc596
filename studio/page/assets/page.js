// A lesson's page: its lists follow the film, a click on a line seeks to it, and captions, speed and keys.
//
// The tracks' cues come from the page itself, not from the .vtt files beside it: browsers refuse to fetch
// those for a page opened from a disk (file://), and this way there is one path for all places.
"use strict";

(() => {
  const video = document.querySelector("video");
  const player = document.getElementById("player");
  const followed = JSON.parse(document.getElementById("followed").textContent);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  document.documentElement.classList.toggle("framed", window.self !== window.top);
  player.querySelector(".controls").hidden = false;

  // What the viewer chose last time. A page in a sandboxed frame has no storage, and does without.
  const remembered = {
    get(name) {
      try {
        return localStorage.getItem(`lesson.${name}`);
      } catch {
        return null;
      }
    },
    set(name, value) {
      try {
        localStorage.setItem(`lesson.${name}`, value);
      } catch {
        // not remembered, that is all
      }
    },
  };

  // --- tracks ---------------------------------------------------------------------------------------------

  for (const element of video.querySelectorAll("track")) element.remove();

  const addTrack = (kind, label, stretches, language = followed.language) => {
    const track = video.addTextTrack(kind, label, language);
    track.mode = "hidden";
    stretches.forEach(({ start, end, text }, index) => {
      const cue = new VTTCue(start, end, text);
      cue.id = String(index);
      track.addCue(cue);
    });
    return track;
  };

  const whenKnown = (action) => {
    if (video.readyState >= HTMLMediaElement.HAVE_METADATA) action();
    else video.addEventListener("loadedmetadata", action, { once: true });
  };

  // Where a web server sends no parts of files (byte ranges), some browsers cannot jump to what they have not
  // played yet: setting currentTime would go back to 0. The page says so, and jumps as soon as that is possible.
  const noJumps = document.getElementById("no-jumps");
  let waiting = null; // where to, in seconds
  const reachable = (seconds) => {
    for (let i = 0; i < video.seekable.length; i++)
      if (video.seekable.start(i) <= seconds && seconds <= video.seekable.end(i) + 0.1) return true;
    return false;
  };
  const wait = (seconds) => {
    waiting = seconds;
    noJumps.textContent =
      seconds === null
        ? ""
        : followed.words.no_jumps;
  };
  const jump = (seconds) => {
    const target = Math.min(Math.max(seconds, 0), video.duration);
    wait(reachable(target) ? null : target);
    if (waiting === null) video.currentTime = target;
  };
  const jumpNow = () => {
    if (waiting === null) return;
    if (reachable(waiting)) jump(waiting);
    else if (video.currentTime >= waiting) wait(null);
  };
  for (const event of ["progress", "suspend", "canplaythrough", "durationchange", "timeupdate"])
    video.addEventListener(event, jumpNow);
  const seek = (seconds) => whenKnown(() => jump(seconds));

  // Scrolls the list only, never the page.
  const bringIntoView = (item) => {
    const list = item.closest(".scroll");
    if (!list || list.scrollHeight <= list.clientHeight) return;
    const [box, frame] = [item.getBoundingClientRect(), list.getBoundingClientRect()];
    const top = list.scrollTop + box.top - frame.top - (list.clientHeight - box.height) / 2;
    list.scrollTo({ top, behavior: calm.matches ? "auto" : "smooth" });
  };

  // Lights the item of the stretch that plays. `item(index)` is what is lit, the button in or around it is
  // told to be current.
  const follow = (items, track) => {
    track.addEventListener("cuechange", () => {
      const active = track.activeCues;
      const now = active.length ? Number(active[active.length - 1].id) : -1;
      const current = now < 0 ? null : items[now].closest("button");
      for (const item of items) {
        const button = item.closest("button");
        item.classList.toggle("lit", item === items[now]);
        if (button === current) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      }
      if (current) bringIntoView(current);
    });
    items.forEach((item, index) => {
      const start = track.cues[index].startTime;
      item.addEventListener("click", (event) => {
        event.stopPropagation(); // a sentence knows better where it begins than the line around it
        seek(start + 1e-6); // Chromium cuts 4.1 to 4.099999, which lies before what begins there
      });
    });
  };

  const all = (selector) => [...document.querySelectorAll(selector)];
  const chapters = addTrack("chapters", followed.words.chapters, followed.chapters);
  follow(all("#chapters button"), chapters);
  follow(all("#states button"), addTrack("metadata", "Steps", followed.states));
  follow(all("#lines .sentence"), addTrack("metadata", "Sentences", followed.lines));
  for (const button of all("#lines button")) {
    const first = button.querySelector(".sentence"); // a click beside the sentences, or the Enter key
    button.addEventListener("click", () => first.click());
  }

  // --- captions -------------------------------------------------------------------------------------------

  // On, unless the viewer, or else the page that embeds this one (index.html?captions=off), wants none.
  const inLanguage = new Map([[followed.language, addTrack("captions", followed.words.captions, followed.captions)]]);
  for (const { language, name, captions } of followed.translations)
    inLanguage.set(language, addTrack("captions", name, captions, language));
  const languages = document.getElementById("captions-language"); // only where there is a choice
  let language = remembered.get("captions-language");
  if (!languages || !inLanguage.has(language)) language = followed.language;
  if (languages) languages.value = language;
  const showing = () => [...inLanguage.values()].some((track) => track.mode === "showing");
  const show = (on) => {
    for (const [each, track] of inLanguage) track.mode = on && each === language ? "showing" : "hidden";
  };
  const captionsButton = document.getElementById("captions");
  const asked = new URLSearchParams(location.search).get("captions");
  show((remembered.get("captions") ?? asked ?? "on") !== "off");
  const tell = () => captionsButton.setAttribute("aria-pressed", String(showing()));
  tell();
  let shown = showing();
  // Called at once by this page's own controls: a viewer may leave before the event of the tracks comes.
  const note = () => {
    const now = [...inLanguage].find(([, track]) => track.mode === "showing")?.[0];
    if (now !== undefined && now !== language) {
      language = now; // from the player's own menu
      if (languages) languages.value = language;
      remembered.set("captions-language", language);
    }
    if (shown === showing()) return; // it was another track
    shown = !shown;
    remembered.set("captions", shown ? "on" : "off"); // from here or from the player's own menu
    tell();
  };
  const toggleCaptions = () => {
    show(!showing());
    note();
  };
  captionsButton.addEventListener("click", toggleCaptions);
  languages?.addEventListener("change", () => {
    language = languages.value;
    remembered.set("captions-language", language);
    show(true);
    note();
  });
  video.textTracks.addEventListener("change", note);

  // --- speed ----------------------------------------------------------------------------------------------

  const speed = document.getElementById("speed");
  const speeds = [...speed.options].map((option) => Number(option.value));
  const setSpeed = (rate) => {
    video.defaultPlaybackRate = video.playbackRate = rate;
  };
  speed.addEventListener("change", () => setSpeed(Number(speed.value)));
  video.addEventListener("ratechange", () => {
    const rate = video.playbackRate; // from here, or any other one from the player's own menu
    speed.querySelector(".other")?.remove();
    if (!speeds.includes(rate)) {
      const other = new Option(`${Number(rate.toFixed(2))}×`, String(rate));
      other.className = "other";
      speed.add(other, [...speed.options].find((option) => Number(option.value) > rate) ?? null);
    }
    speed.value = String(rate);
    remembered.set("speed", String(video.playbackRate));
  });
  const lastSpeed = Number(remembered.get("speed"));
  if (speeds.includes(lastSpeed)) setSpeed(lastSpeed);

  // --- keys -----------------------------------------------------------------------------------------------

  const turnSpeed = (by) => {
    const now = video.playbackRate;
    const next = by > 0 ? speeds.find((rate) => rate > now) : speeds.findLast((rate) => rate < now);
    if (next !== undefined) setSpeed(next);
  };
  const turnChapter = (by) => {
    const starts = followed.chapters.map((chapter) => chapter.start);
    // Back goes to the beginning of this chapter first, unless that was just now.
    const now = starts.findLastIndex((start) => start <= video.currentTime + (by > 0 ? 0.05 : -1));
    const next = starts[by > 0 ? now + 1 : Math.max(now, 0)];
    if (next !== undefined) seek(next);
  };
  const actions = {
    k: () => (video.paused ? video.play() : video.pause()),
    j: () => seek(video.currentTime - 10),
    l: () => seek(video.currentTime + 10),
    p: () => turnChapter(-1),
    n: () => turnChapter(1),
    "<": () => turnSpeed(-1),
    ">": () => turnSpeed(1),
    c: toggleCaptions,
    m: () => {
      video.muted = !video.muted;
    },
    f: () => {
      if (document.fullscreenElement) return document.exitFullscreen();
      if (video.requestFullscreen) return video.requestFullscreen();
      return video.webkitEnterFullscreen?.(); // all that an iPhone has
    },
  };
  // Only while the player has the focus: single letters elsewhere belong to the viewer's own tools (WCAG
  // 2.1.4). Space and the arrows are the player's own. A menu takes letters as a search.
  player.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.localName === "select") return;
    const action = actions[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    const act = async () => action();
    act().catch(() => {}); // refused: no full screen in this frame, say
  });

  // --- the rest of the page -------------------------------------------------------------------------------

  const snippet = document.getElementById("snippet");
  if (location.protocol !== "file:") {
    const here = document.createElement("i");
    here.title = location.origin + location.pathname;
    const address = here.outerHTML.match(/title=("[^"]*")/)[1]; // as an attribute has it
    snippet.value = snippet.value.replace(/src="[^"]*"/, () => `src=${address}`);
  }
  snippet.addEventListener("focus", () => snippet.select());

  // index.html#t=42 begins at second 42; on a page that is open already it goes there.
  const begin = () => {
    const wanted = /^#t=(\d+(\.\d+)?)$/.exec(location.hash);
    if (wanted) seek(Number(wanted[1]));
  };
  begin();
  window.addEventListener("hashchange", begin);

  // --- questions ------------------------------------------------------------------------------------------

  const jumpIfPossible = (seconds) => {
    if (reachable(seconds)) video.currentTime = seconds;
  };
  const quiz = window.lessonQuestions?.({ video, followed, seek, jumpIfPossible, remembered });

  // --- what was watched -----------------------------------------------------------------------------------

  // A recorder (scorm.js; one for xAPI or cmi5 would be another such file) is an object
  //   connect(followed) -> a promise of {position, watched, answers}, what an earlier visit left of this
  //                        lesson: seconds, [[start, end], ...], {name: given}; of null where there is nobody to tell
  //   save({position, watched, share, completed, answers, score})   what is true now, at every pause, every
  //                        answer and every 15 s; score: null where nothing is asked, else {right, of, left}
  //   answered({name, given, right, seconds})   a question that has just been answered
  //   finish(as save)      what is true as the page goes away; null where that is not known
  const recorder = window.lessonRecorder;
  if (!recorder) return;

  let earlier = { position: 0, watched: [] };

  // The parts that have really been played, now or before, as ranges that do not touch.
  const watched = () => {
    const ranges = [...earlier.watched];
    for (let i = 0; i < video.played.length; i++) ranges.push([video.played.start(i), video.played.end(i)]);
    const merged = [];
    for (const [start, end] of ranges.sort((one, other) => one[0] - other[0])) {
      const last = merged.at(-1);
      if (last && start <= last[1] + 0.25) last[1] = Math.max(last[1], end);
      else merged.push([start, end]);
    }
    return merged;
  };
  let completed = false;
  const state = () => {
    if (!Number.isFinite(video.duration)) return null;
    const ranges = watched();
    const share = ranges.reduce((sum, [start, end]) => sum + end - start, 0) / video.duration;
    completed ||= share >= followed.completed;
    const position = video.ended ? 0 : video.currentTime;
    const [answers, score] = quiz ? [quiz.answers(), quiz.score()] : [{}, null];
    return { position, watched: ranges, share, completed, answers, score };
  };
  const save = () => recorder.save(state());

  window.addEventListener("pagehide", () => recorder.finish(state()));
  // A page that comes back from the browser's cache has said goodbye already: it begins anew.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());

  recorder.connect(followed).then((left) => {
    if (!left) return;
    earlier = left;
    quiz?.restore(left.answers ?? {});
    quiz?.onAnswer((answer) => {
      recorder.answered?.(answer);
      save();
    });
    whenKnown(() => {
      const unfinished = earlier.position > 0 && earlier.position < video.duration - 1;
      // One who has begun meanwhile, or who came for a moment of the film, stays there.
      const untouched = video.paused && video.currentTime === 0 && waiting === null && !location.hash;
      if (unfinished && untouched) seek(earlier.position);
      save();
      let saved = performance.now();
      video.addEventListener("timeupdate", () => {
        const before = completed;
        const now = state();
        if (now.completed === before && performance.now() - saved < 15000) return;
        saved = performance.now();
        recorder.save(now);
      });
      for (const event of ["pause", "ended"]) video.addEventListener(event, save);
      document.addEventListener("visibilitychange", () => document.hidden && save());
    });
  });
})();
