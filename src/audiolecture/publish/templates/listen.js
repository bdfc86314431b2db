"use strict";
(() => {
  document.documentElement.classList.add("js");
  const data = JSON.parse(document.getElementById("timeline").textContent);
  const chapters = data.chapters;
  const $ = (id) => document.getElementById(id);
  const audio = $("audio");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const articles = [...document.querySelectorAll("section.chapter")];
  const links = [...document.querySelectorAll("a[data-chapter]")];
  const spans = chapters.map(() => null);

  // ------------------------------------------------------------ the language of the page

  const words = {
    zh: {
      other: "English", skip: "跳到正文", contents: "目录", downloads: "下载", voice: "合成语音：",
      number: "第 {n} 讲", chapters: "{n} 章，", hours: "{n} 小时 ", rest: "{n} 分钟",
      follow: "回到正在读的地方", player: "播放器", here: "指向这一处的链接", seek: "进度",
      rate: "语速", previous: "上一章", back: "后退 15 秒", play: "播放", pause: "暂停",
      forward: "前进 15 秒", next: "下一章", sleep: "定时", sleepTimer: "定时关闭", off: "关",
      chapterEnd: "本章完", minutes: "{n} 分", elapsed: "{n}，共 {all}",
      keys: "空格 播放 · ←→ 15 秒 · , . 上下句 · P N 上下章 · − + 语速",
      pressPlay: "请按播放键开始。", broken: "打不开这一章的音频：{n}",
      slept: "定时已到，已暂停。", linked: "地址栏里的链接指向这一处。",
    },
    en: {
      other: "中文", skip: "Skip to the text", contents: "Contents", downloads: "Downloads",
      voice: "Synthetic voice: ", number: "Lecture {n}", chapters: "{n} chapters, ",
      chapter: "1 chapter, ", hours: "{n} h ", rest: "{n} min", follow: "Back to what is being read",
      player: "Player", here: "Link to this place", seek: "Position", rate: "Speed",
      previous: "Previous chapter", back: "Back 15 seconds", play: "Play", pause: "Pause",
      forward: "Forward 15 seconds", next: "Next chapter", sleep: "Timer", sleepTimer: "Sleep timer",
      off: "Off", chapterEnd: "Chapter", minutes: "{n} min", elapsed: "{n} of {all}",
      keys: "Space play · ←→ 15 s · , . sentence · P N chapter · − + speed",
      pressPlay: "Press play to begin.", broken: "This chapter's audio does not open: {n}",
      slept: "The timer has run out; paused.", linked: "The link in the address bar points here.",
    },
  };
  const languageKey = "audiolecture:language";
  const known = (tag) => Object.keys(words).find((name) => (tag ?? "").toLowerCase().startsWith(name));
  const preferred = () => {
    let kept = null;
    try { kept = localStorage.getItem(languageKey); } catch { /* storage may be forbidden */ }
    const tags = [kept, ...navigator.languages, document.documentElement.lang, "zh"];
    return tags.map(known).find(Boolean);
  };
  let language = preferred();
  const t = (name, values) =>
    words[language][name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const extent = ({ n, minutes }) => {
    const count = n === "1" && words[language].chapter ? t("chapter") : t("chapters", { n });
    const hours = Math.floor(minutes / 60);
    return count + (hours ? t("hours", { n: hours }) : "") + t("rest", { n: minutes % 60 });
  };
  const translate = () => {
    for (const element of document.querySelectorAll("[data-t]")) {
      const name = element.dataset.t;
      element.textContent = name === "extent" ? extent(element.dataset) : t(name, element.dataset);
      element.lang = language;
    }
    for (const element of document.querySelectorAll("[data-t-label]")) {
      element.setAttribute("aria-label", t(element.dataset.tLabel));
    }
    for (const element of document.querySelectorAll("[data-t-title]")) {
      element.title = t(element.dataset.tTitle);
    }
    const other = Object.keys(words).find((name) => name !== language);
    $("language").textContent = words[language].other;
    $("language").lang = other;
  };

  let at = 0;             // index of the chapter that is loaded
  let sentence = -1;      // index of the sentence that is marked
  let marked = null;      // its element
  let following = true;   // the script scrolls along
  let wanted = null;      // seconds to go to once the metadata is there
  let sleepAt = 0;        // time of day to stop at, in milliseconds
  let saved = 0;

  // ------------------------------------------------------------ time and text

  const clock = (seconds) => {
    const s = Math.max(0, Math.floor(seconds));
    const two = (n) => String(n).padStart(2, "0");
    const h = Math.floor(s / 3600);
    return (h ? h + ":" + two(Math.floor(s / 60) % 60) : Math.floor(s / 60)) + ":" + two(s % 60);
  };
  const now = () => (wanted === null ? audio.currentTime : wanted);
  const length = () => chapters[at].ms / 1000;
  const whole = () => Math.round(length());  // as the list of chapters has it
  const sentences = (chapter) =>
    (spans[chapter] ??= [...articles[chapter].querySelectorAll(".s")]);

  /** The last sentence that has begun at `ms`, or -1. */
  const sentenceAt = (ms) => {
    const starts = chapters[at].starts;
    let low = 0, high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= ms) low = middle + 1; else high = middle;
    }
    return low - 1;
  };

  // ------------------------------------------------------------ what is shown

  const mark = () => {
    const index = sentenceAt(now() * 1000 + 0.5);
    if (index === sentence && marked) return;
    marked?.classList.remove("now");
    marked?.removeAttribute("aria-current");
    sentence = index;
    marked = index < 0 ? null : sentences(at)[index];
    marked?.classList.add("now");
    marked?.setAttribute("aria-current", "true");
    if (following) reveal();
  };

  /** Scrolls only when the sentence leaves the middle of the window. */
  const reveal = (always) => {
    const target = marked ?? (always ? articles[at] : null);
    if (!target) return;
    const box = target.getBoundingClientRect();
    const bottom = $("player").getBoundingClientRect().top;
    if (!always && box.top > bottom * 0.12 && box.bottom < bottom * 0.8) return;
    target.scrollIntoView({ block: "center", behavior: calm.matches || always ? "auto" : "smooth" });
    // Far away the heights are estimates until they are drawn: then once more, from nearby.
    if (always) requestAnimationFrame(() => target.scrollIntoView({ block: "center" }));
  };

  /** Scrolls the contents beside the script, where they have a scroll bar of their own. */
  const show = (link) => {
    const box = $("contents");
    const top = link.offsetTop - box.offsetTop;
    if (top < box.scrollTop || top + link.offsetHeight > box.scrollTop + box.clientHeight) {
      box.scrollTop = top - box.clientHeight / 3;
    }
  };

  const follow = (on) => {
    following = on;
    $("follow").hidden = on || audio.paused;
    if (on) reveal(true);
  };

  const showTime = () => {
    const time = now();
    $("elapsed").textContent = clock(time);
    if ($("seek").dataset.held !== "yes") $("seek").value = String(Math.floor(time));
    $("seek").setAttribute("aria-valuetext", t("elapsed", { n: clock(time), all: clock(whole()) }));
    $("here").setAttribute("href", "#ch=" + chapters[at].n + "&t=" + Math.floor(time));
  };

  const showState = () => {
    const playing = !audio.paused;
    $("play").setAttribute("aria-label", t(playing ? "pause" : "play"));
    $("play").querySelector("use").setAttribute("href", playing ? "#i-pause" : "#i-play");
    $("follow").hidden = following || !playing;
    if (media) media.playbackState = playing ? "playing" : "paused";
  };

  const say = (text) => { $("status").textContent = text; };

  // ------------------------------------------------------------ going somewhere

  const load = (index, seconds) => {
    const changed = index !== at || !audio.getAttribute("src");
    at = index;
    if (changed) {
      sentence = -1;
      audio.src = chapters[at].src;
      audio.playbackRate = audio.defaultPlaybackRate;
      $("here").textContent = chapters[at].title;
      $("length").textContent = clock(whole());
      $("seek").max = String(Math.ceil(length()));
      for (const link of links) {
        if (link.dataset.chapter === String(chapters[at].n)) {
          link.setAttribute("aria-current", "true");
          show(link);
        } else link.removeAttribute("aria-current");
      }
      $("previous").disabled = at === 0;
      $("next").disabled = at === chapters.length - 1;
      describe();
    }
    wanted = Math.min(Math.max(0, seconds), Math.max(0, length() - 0.05));
    if (audio.readyState > 0) arrive();
    mark();
    showTime();
  };

  const arrive = () => {
    if (wanted === null) return;
    const target = wanted;
    wanted = null;
    audio.currentTime = target;
  };

  const go = (index, seconds, start) => {
    if (index < 0 || index >= chapters.length) return;
    const playing = !audio.paused || start;
    following = true;
    load(index, seconds);
    reveal(true);
    if (playing) play();
    remember();
  };

  const play = () => {
    say("");
    audio.play().catch((error) => {
      if (error.name === "NotAllowedError") say(t("pressPlay"));
    });
  };
  const toggle = () => (audio.paused ? play() : audio.pause());
  const skip = (seconds) => go(at, now() + seconds, false);
  const step = (by) => {
    const index = sentenceAt(now() * 1000 + 0.5) + by;
    const starts = chapters[at].starts;
    if (index >= starts.length) return go(at + 1, 0, false);
    go(at, (starts[Math.max(0, index)] ?? 0) / 1000, false);
  };
  /** To the start of this chapter, or to the one before when it has only begun. */
  const previous = () => (now() > 5 || at === 0 ? go(at, 0, false) : go(at - 1, 0, false));
  const next = () => go(at + 1, 0, false);

  const setRate = (rate) => {
    audio.defaultPlaybackRate = audio.playbackRate = Number(rate);
    $("rate").value = String(rate);
    remember();
  };
  const changeRate = (by) => {
    const select = $("rate");
    const index = Math.min(Math.max(0, select.selectedIndex + by), select.options.length - 1);
    setRate(select.options[index].value);
  };

  // ------------------------------------------------------------ what is remembered

  const key = "audiolecture:" + data.id;
  const remember = () => {
    saved = Date.now();
    try {
      const place = { ch: chapters[at].n, t: Math.round(now() * 10) / 10, rate: $("rate").value };
      localStorage.setItem(key, JSON.stringify(place));
    } catch { /* storage may be forbidden: the page works without it */ }
  };
  const recall = () => {
    try { return JSON.parse(localStorage.getItem(key)) ?? {}; } catch { return {}; }
  };

  /** `#ch=3&t=95` as [index of the chapter, seconds], or null. */
  const place = (hash) => {
    const values = new URLSearchParams(hash.replace(/^#/, ""));
    const index = chapters.findIndex((chapter) => String(chapter.n) === values.get("ch"));
    const seconds = Number(values.get("t") ?? 0);
    return index < 0 ? null : [index, Number.isFinite(seconds) ? seconds : 0];
  };

  // ------------------------------------------------------------ lock screen and headset

  const media = "mediaSession" in navigator ? navigator.mediaSession : null;
  const describe = () => {
    if (!media) return;
    const image = document.querySelector(".cover");
    media.metadata = new MediaMetadata({
      title: chapters[at].title,
      artist: data.author,
      album: data.album || data.title,
      artwork: image ? [{ src: image.src, sizes: "600x600", type: "image/jpeg" }] : [],
    });
  };
  const position = () => {
    if (!media?.setPositionState || !Number.isFinite(audio.duration)) return;
    const duration = audio.duration;
    media.setPositionState({
      duration, playbackRate: audio.playbackRate, position: Math.min(now(), duration),
    });
  };
  const handlers = {
    play, pause: () => audio.pause(), stop: () => audio.pause(),
    previoustrack: previous, nexttrack: next,
    seekbackward: (details) => skip(-(details.seekOffset || 15)),
    seekforward: (details) => skip(details.seekOffset || 15),
    seekto: (details) => go(at, details.seekTime, false),
  };
  for (const [action, handler] of Object.entries(handlers)) {
    try { media?.setActionHandler(action, handler); } catch { /* an older browser lacks this one */ }
  }

  // ------------------------------------------------------------ listening to the audio

  // `cuechange` and `timeupdate` come up to a quarter of a second late; a frame does not.
  const frame = () => {
    if (audio.paused) return;
    mark();
    requestAnimationFrame(frame);
  };
  audio.addEventListener("loadedmetadata", arrive);
  audio.addEventListener("play", () => { showState(); requestAnimationFrame(frame); });
  audio.addEventListener("pause", () => { showState(); mark(); remember(); });
  audio.addEventListener("seeking", mark);
  audio.addEventListener("seeked", position);
  audio.addEventListener("ratechange", position);
  audio.addEventListener("timeupdate", () => {
    showTime();
    position();
    if (document.hidden) mark();
    if (Date.now() - saved > 5000) remember();
    if (sleepAt && Date.now() >= sleepAt) sleepNow();
  });
  audio.addEventListener("ended", () => {
    if ($("sleep").value === "chapter") sleepNow();
    else if (at + 1 < chapters.length) go(at + 1, 0, true);
    else { showState(); remember(); }
  });
  audio.addEventListener("error", () => {
    say(t("broken", { n: chapters[at].src }));
    showState();
  });
  const sleepNow = () => {
    sleepAt = 0;
    $("sleep").value = "";
    audio.pause();
    say(t("slept"));
  };

  // ------------------------------------------------------------ listening to the person

  $("language").addEventListener("click", () => {
    language = known($("language").lang);
    try { localStorage.setItem(languageKey, language); } catch { /* then it is chosen again */ }
    translate();
    showTime();
    showState();
    say("");
  });
  $("play").addEventListener("click", toggle);
  $("back").addEventListener("click", () => skip(-15));
  $("forward").addEventListener("click", () => skip(15));
  $("previous").addEventListener("click", previous);
  $("next").addEventListener("click", next);
  $("follow").addEventListener("click", () => follow(true));
  $("rate").addEventListener("change", () => setRate($("rate").value));
  $("sleep").addEventListener("change", () => {
    const minutes = Number($("sleep").value);
    sleepAt = minutes ? Date.now() + minutes * 60000 : 0;
  });
  $("seek").addEventListener("input", () => {
    $("seek").dataset.held = "yes";
    $("elapsed").textContent = clock(Number($("seek").value));
  });
  $("seek").addEventListener("change", () => {
    $("seek").dataset.held = "";
    go(at, Number($("seek").value), false);
  });

  $("script").addEventListener("click", (event) => {
    const span = event.target.closest(".s");
    if (!span || !getSelection().isCollapsed) return;
    const chapter = articles.indexOf(span.closest("section.chapter"));
    go(chapter, chapters[chapter].starts[sentences(chapter).indexOf(span)] / 1000, true);
  });
  document.addEventListener("click", (event) => {
    const target = place(event.target.closest?.('a[href^="#ch="]')?.hash ?? "");
    if (!target) return;
    event.preventDefault();
    const link = event.target.closest("a");
    history.replaceState(null, "", link.hash);
    if (link !== $("here")) go(target[0], target[1], true);
    else say(t("linked"));
  });
  addEventListener("hashchange", () => {
    const target = place(location.hash);
    if (target) go(target[0], target[1], false);
  });

  const keys = {
    " ": toggle, k: toggle, ArrowLeft: () => skip(-15), ArrowRight: () => skip(15),
    j: () => skip(-15), l: () => skip(15), ",": () => step(-1), ".": () => step(1),
    p: previous, n: next, "-": () => changeRate(-1), "+": () => changeRate(1), "=": () => changeRate(1),
  };
  const scrollKeys = new Set(["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"]);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const element = event.target;
    if (element.closest?.("input, select, textarea")) return;
    if (event.key === " " && element.closest?.("button, a, summary")) return;
    if (scrollKeys.has(event.key)) follow(false);
    const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  for (const kind of ["wheel", "touchmove"]) {
    addEventListener(kind, (event) => {
      if (following && !event.target.closest?.(".player, .contents")) follow(false);
    }, { passive: true });
  }
  addEventListener("pagehide", remember);
  document.addEventListener("visibilitychange", () => { if (document.hidden) remember(); else mark(); });

  // ------------------------------------------------------------ the beginning

  translate();
  if (matchMedia("(max-width: 55.99rem)").matches && chapters.length > 6) {
    $("contents").querySelector("details").open = false;
  }
  const memory = recall();
  if ([...$("rate").options].some((option) => option.value === memory.rate)) {
    audio.defaultPlaybackRate = Number(memory.rate);
    $("rate").value = memory.rate;
  }
  const start = place(location.hash) ?? place("#ch=" + memory.ch + "&t=" + memory.t) ?? [0, 0];
  load(start[0], start[1]);
  if (start[0] || start[1]) reveal(true);
  showState();
})();
