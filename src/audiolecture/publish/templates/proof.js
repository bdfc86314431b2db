"use strict";
(() => {
  const $ = (id) => document.getElementById(id);

  // ------------------------------------------------------------ pinyin over the text

  const HAN = /[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
  const blocks = [...document.querySelectorAll("[data-p]")];

  /** Puts a ruby over every character that has none; `data-p` holds their syllables in order. */
  const annotate = (block) => {
    if (block.dataset.p === undefined) return;
    const syllables = block.dataset.p.split(" ");
    delete block.dataset.p;
    let next = 0;
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
      if (!walker.currentNode.parentElement.closest("ruby, .n")) texts.push(walker.currentNode);
    }
    for (const text of texts) {
      const parts = document.createDocumentFragment();
      for (const char of text.data) {
        if (!HAN.test(char) || next >= syllables.length) { parts.append(char); continue; }
        const said = syllables[next++];
        const ruby = document.createElement("ruby"), rt = document.createElement("rt");
        ruby.className = said.startsWith("*") ? "y m" : "y";
        rt.textContent = said.replace("*", "");
        ruby.append(char, rt);
        parts.append(ruby);
      }
      text.replaceWith(parts);
    }
  };
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      seen.unobserve(entry.target);
      annotate(entry.target);
    }
  }, { rootMargin: "1500px" });
  const wanted = () => ["poly", "all"].includes(document.body.dataset.pinyin);
  for (const input of document.querySelectorAll("[name=pinyin]")) {
    const choose = () => {
      if (!input.checked) return;
      document.body.dataset.pinyin = input.value;
      if (wanted()) blocks.forEach((block) => seen.observe(block));
    };
    input.addEventListener("change", choose);
    choose();
  }
  addEventListener("beforeprint", () => { if (wanted()) blocks.forEach(annotate); });

  // ------------------------------------------------------------ lines for the lexicon

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // A page from a disk or an unencrypted address may not use the clipboard interface.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  const words = document.body.dataset;
  const say = (text) => { $("status").textContent = text; };
  const pressed = () => [...document.querySelectorAll("[data-line][aria-pressed=true]")];
  const show = () => {
    const count = pressed().length;
    $("picked").textContent = count;
    $("basket").hidden = count === 0;
  };
  const release = (button) => {
    button.removeAttribute("aria-pressed");
    button.textContent = words.copy;
    button.closest(".case").classList.remove("done");
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-line]");
    if (!button) return;
    const card = button.closest(".case");
    for (const other of card.querySelectorAll("[aria-pressed]")) release(other);
    await copy(button.dataset.line + "\n");
    button.setAttribute("aria-pressed", "true");
    button.textContent = words.copied;
    card.classList.add("done");
    say(words.told.replace("{line}", () => button.dataset.line));
    show();
  });
  $("all").addEventListener("click", async () => {
    const lines = [...new Set(pressed().map((button) => button.dataset.line))];
    await copy(lines.join("\n") + "\n");
    say(words.lines.replace("{count}", lines.length));
    const before = $("all").dataset.text ??= $("all").textContent;
    $("all").textContent = words.copied;
    setTimeout(() => { $("all").textContent = before; }, 1500);
  });
  $("reset").addEventListener("click", () => { pressed().forEach(release); show(); });
})();
