// Reads the article aloud, part by part, where the browser has a voice of its language; shows nothing where it has none.
// In Hong Kong zh is Cantonese.
{% set voices = {"zh-CN": ["zh|cmn"], "zh-TW": ["zh.TW", "zh(?!.HK)|cmn"], "zh-HK": ["yue|zh.HK", "zh|cmn"]} %}
{% set sentence = "[^。！？\\n]+[。！？”」』]*" if lang in ["zh-TW", "zh-HK"] else "[^。！？\\n]+[。！？”]*" if lang == "zh-CN" else "\\S[^]*?(?:[.!?]+[”’)]*(?=\\s|$)|$)" %}
(() => {
  const speech = window.speechSynthesis;
  if (!speech) return;

  const parts = document.querySelectorAll(".story-head p, h1, .article p[id], .section h2, .figure{% for role in roles if role in ["subheading", "item", "row"] %}, .{{ role }}{% endfor %}");
  const sentences = [];
  let next = 0;
  let turn = 0; // an utterance that was cancelled still ends: only the newest may go on
  let voice, play, stop;

  const mark = (part) => {
    parts.forEach((each) => each.classList.toggle("is-spoken", each === part));
    if (part) part.scrollIntoView({ block: "nearest" });
  };

  // Says one sentence, then the next: some voices fall silent in a long text.
  const speak = () => {
    if (!sentences[next]) return end();
    const [part, words] = sentences[next];
    const mine = ++turn;
    const utterance = new SpeechSynthesisUtterance(words);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.onend = utterance.onerror = () => {
      if (mine !== turn) return;
      next += 1;
      speak();
    };
    mark(part);
    speech.speak(utterance);
    play.textContent = "{{ _("暂停") }}";
    stop.hidden = false;
  };

  // Pausing cancels and remembers the sentence: Android cannot pause.
  const pause = () => {
    turn += 1;
    speech.cancel();
    play.textContent = "{{ _("继续") }}";
  };

  const end = () => {
    pause();
    next = 0;
    mark();
    play.textContent = "{{ _("朗读") }}";
    stop.hidden = true;
  };

  const offer = () => {
    voice = {% for accent in voices[lang] | default([lang]) %}speech.getVoices().find((each) => /^({{ accent }})/i.test(each.lang)){{ " || " if not loop.last }}{% endfor %};
    if (!voice || play) return;
    parts.forEach((part) => {
      // A gap's words are among them: it is spoken as the gap that it is. innerText would lay all out first.
      for (const words of part.textContent.match(/{{ sentence | safe }}/g) || []) sentences.push([part, words]);
    });
    document.querySelector(".story-head").insertAdjacentHTML(
      "afterbegin",
      '<div class="read-aloud" data-edition="controls"><button>{{ _("朗读") }}</button><button hidden>{{ _("停止") }}</button></div>'
    );
    [play, stop] = document.querySelectorAll(".read-aloud button");
    play.onclick = () => (play.textContent === "{{ _("暂停") }}" ? pause() : speak());
    stop.onclick = end;
  };

  // After the first paint: asking for voices may take a while.
  addEventListener("load", offer);
  speech.onvoiceschanged = offer;
  addEventListener("pagehide", () => speech.cancel());
})();
