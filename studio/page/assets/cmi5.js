// Tells a learning record store by cmi5 and xAPI what was watched (by xAPI's video profile) and answered. See
// «what was watched» in page.js. Sources: cmi5 (Quartz), 7 to 10; xAPI 1.0.3; xAPI Video Profile 1.0.
"use strict";

window.lessonRecorder = (() => {
  const launched = new URLSearchParams(location.search);
  const [endpoint, tokens, registration, activity] = ["endpoint", "fetch", "registration", "activityId"].map(
    (name) => launched.get(name),
  );
  const STATE = "calculus-lesson"; // the name of what is kept for the next visit
  const CMI5 = "https://w3id.org/xapi/cmi5/context";
  const VIDEO = "https://w3id.org/xapi/video";
  const VERBS = {
    ...Object.fromEntries(
      ["initialized", "completed", "passed", "failed", "terminated", "answered"].map((verb) => [
        verb,
        `http://adlnet.gov/expapi/verbs/${verb}`,
      ]),
    ),
    ...Object.fromEntries(["played", "paused", "seeked"].map((verb) => [verb, `${VIDEO}/verbs/${verb}`])),
  };

  const began = performance.now();
  const video = document.querySelector("video");
  let actor = null;
  let token = "";
  let launch = {}; // what the platform says of this visit (LMS.LaunchData)
  let lesson = null;
  let kept = {}; // the state of this registration, as it is in the store
  let ready = false;
  let finished = false;

  const uuid = () =>
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
      (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
    );
  const session = uuid(); // of the video
  const since = (start) => `PT${Math.max((performance.now() - start) / 1000, 0.01).toFixed(2)}S`;
  const round = (seconds) => Number(seconds.toFixed(3));
  const words = (text) => ({ [lesson.language]: text });

  // --- the store ------------------------------------------------------------------------------------------

  const ask = (method, path, query, content, last = false) => {
    const address = new URL(path, endpoint.endsWith("/") ? endpoint : `${endpoint}/`);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    const headers = { Authorization: `Basic ${token}`, "X-Experience-API-Version": "1.0.3" };
    if (content) headers["Content-Type"] = "application/json";
    const body = content && JSON.stringify(content);
    return fetch(address, { method, headers, body, keepalive: last });
  };
  const document_ = (id) => ({
    activityId: activity,
    agent: JSON.stringify(actor),
    registration,
    stateId: id,
  });
  const found = async (answer) => {
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`the learning record store answers ${answer.status}`);
    return answer.json();
  };

  // Statements go out one after the other; those that have not when the page goes away, all at once.
  let unsent = [];
  let sending = null;
  const send = () => {
    if (sending || !unsent.length || finished) return;
    const batch = unsent;
    sending = ask("POST", "statements", {}, batch)
      .then((answer) => {
        if (answer.ok || answer.status < 500) unsent = unsent.slice(batch.length);
      })
      .catch(() => {}) // with the next ones
      .finally(() => {
        sending = null;
        if (unsent !== batch) send();
      });
  };

  // --- statements -----------------------------------------------------------------------------------------

  const moment = { id: `${VIDEO}/extensions` };
  const time = (name, seconds) => ({ [`${moment.id}/${name}`]: round(seconds) });
  const statement = (verb, object, { result, categories = [], extensions = {} } = {}) => {
    const context = structuredClone(launch.contextTemplate ?? {});
    context.registration = registration;
    context.language = lesson.language;
    context.contextActivities ??= {};
    const all = [...(context.contextActivities.category ?? []), ...categories.map((id) => ({ id }))];
    context.contextActivities.category = all.filter(
      ({ id }, index) => all.findIndex((other) => other.id === id) === index,
    );
    if (!all.length) delete context.contextActivities.category;
    context.extensions = { ...context.extensions, ...extensions };
    unsent = [
      ...unsent,
      {
        id: uuid(),
        timestamp: new Date().toISOString(),
        actor,
        verb: { id: VERBS[verb], display: { "en-US": verb } },
        object: { objectType: "Activity", ...object },
        ...(result && { result }),
        context,
      },
    ];
  };
  const unit = (verb, result, { moveOn = false, extensions = {} } = {}) => {
    const categories = [`${CMI5}/categories/cmi5`, ...(moveOn ? [`${CMI5}/categories/moveon`] : [])];
    statement(verb, { id: activity }, { result, categories, extensions });
  };
  const film = (verb, extensions, result = {}) =>
    statement(
      verb,
      {
        id: `${activity}/video`,
        definition: { type: `${VIDEO}/activity-type/video`, name: words(document.title) },
      },
      {
        result: verb === "initialized" ? undefined : { ...result, extensions },
        categories: [VIDEO],
        extensions: {
          [`${moment.id}/session-id`]: session,
          [`${moment.id}/length`]: round(video.duration),
        },
      },
    );
  const segments = (ranges) => ranges.map((range) => range.map(round).join("[.]")).join("[,]");
  const share = ({ share, watched }) => ({
    [`${moment.id}/progress`]: Number(Math.min(share, 1).toFixed(3)),
    [`${moment.id}/played-segments`]: segments(watched),
  });

  let before = 0; // where the film was before a jump
  let now = null; // what page.js said last
  const watchFilm = () => {
    const on = (event, verb, extensions) =>
      video.addEventListener(event, () => {
        if (!ready || finished) return;
        film(verb, extensions());
        send();
      });
    film("initialized");
    if (!video.paused) film("played", time("time", video.currentTime));
    on("play", "played", () => time("time", video.currentTime));
    on("pause", "paused", () => ({ ...time("time", video.currentTime), ...(now && share(now)) }));
    video.addEventListener("timeupdate", () => {
      if (!video.seeking) before = video.currentTime;
    });
    on("seeked", "seeked", () => {
      const jump = { ...time("time-from", before), ...time("time-to", video.currentTime) };
      before = video.currentTime;
      return jump;
    });
  };

  // What the platform decides by; only where it does (launchMode), and each only once.
  const judge = (state) => {
    if ((launch.launchMode ?? "Normal") !== "Normal") return;
    const { score, completed } = state;
    if (completed && !kept.completed) {
      kept.completed = true;
      const result = { completion: true, duration: since(began), extensions: share(state) };
      unit("completed", result, { moveOn: true });
    }
    const wanted = launch.masteryScore ?? (lesson.mastery === null ? null : lesson.mastery / 100);
    if (!score || wanted === null || kept.passed || score.left) return;
    const scaled = score.right / score.of;
    const passed = scaled >= wanted;
    if (!passed && kept.failed === score.right) return; // it was told
    Object.assign(kept, passed ? { passed } : { failed: score.right });
    const result = {
      success: passed,
      score: { scaled: Number(scaled.toFixed(4)), raw: score.right, min: 0, max: score.of },
      duration: since(began),
    };
    const extensions = { [`${CMI5}/extensions/masteryscore`]: wanted };
    unit(passed ? "passed" : "failed", result, { moveOn: true, extensions });
  };

  const tell = (state, last = false) => {
    if (!state) return;
    now = state;
    judge(state);
    const { position, watched, answers } = state;
    kept = { ...kept, position, watched, answers };
    ask("PUT", "activities/state", document_(STATE), kept, last).catch(() => {});
  };

  const begin = async () => {
    actor = JSON.parse(launched.get("actor"));
    const answer = await found(await fetch(tokens, { method: "POST" }));
    token = answer["auth-token"];
    if (!token) throw new Error(answer["error-text"] ?? "there is no token");
    launch = (await found(await ask("GET", "activities/state", document_("LMS.LaunchData")))) ?? {};
    const agent = { agent: JSON.stringify(actor), profileId: "cmi5LearnerPreferences" };
    await ask("GET", "agents/profile", agent); // which a unit has to ask for; the page has a memory of its own
    kept = (await found(await ask("GET", "activities/state", document_(STATE)))) ?? {};
    unit("initialized");
    if (/^https?:/.test(launch.returnURL ?? "")) {
      const back = document.createElement("a");
      back.href = launch.returnURL;
      back.textContent = lesson.words.leave;
      document.querySelector("main").after(back);
    }
    return { position: kept.position || 0, watched: kept.watched ?? [], answers: kept.answers ?? {} };
  };

  return {
    async connect(followed) {
      if (!endpoint || !tokens) return null; // opened on its own: nobody to tell
      lesson = followed;
      try {
        const earlier = await begin();
        ready = true;
        if (video.readyState >= HTMLMediaElement.HAVE_METADATA) watchFilm();
        else video.addEventListener("loadedmetadata", watchFilm, { once: true });
        send();
        return earlier;
      } catch (trouble) {
        console.warn(`This visit is not recorded: ${trouble.message}`);
        return null;
      }
    },
    answered({ name, given, right, seconds }) {
      const { text, options, value, tolerance } = lesson.questions.find((question) => question.name === name);
      const chosen = value === null;
      const definition = {
        type: "http://adlnet.gov/expapi/activities/cmi.interaction",
        description: words(text),
        interactionType: chosen ? "choice" : "numeric",
        correctResponsesPattern: [
          chosen
            ? String(options.findIndex((option) => option.right))
            : `${value - tolerance}[:]${value + tolerance}`,
        ],
        ...(chosen && {
          choices: options.map((option, index) => ({ id: String(index), description: words(option.text) })),
        }),
      };
      const result = { response: String(given), success: right, duration: `PT${seconds.toFixed(2)}S` };
      statement("answered", { id: `${activity}/question/${name}`, definition }, { result });
      send();
    },
    save(state) {
      if (!ready || finished) return;
      tell(state);
      send();
    },
    finish(state) {
      if (!ready || finished) return;
      tell(state, true);
      if (state && !video.paused) film("paused", { ...time("time", video.currentTime), ...share(state) });
      if (state) film("terminated", { ...time("time", video.currentTime), ...share(state) });
      unit("terminated", { duration: since(began) });
      finished = true;
      ask("POST", "statements", {}, unsent, true).catch(() => {});
    },
  };
})();
