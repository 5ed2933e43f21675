// What is looked at inside of a page, without a word of the page's own scripts. Each answers a list of faults in words.
(() => {
  const called = (element) => element.outerHTML.slice(0, 120).replace(/\s+/g, " ");
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: false });
  const KEYED = "a[href], button:not([disabled]), input:not([type=hidden], [disabled]), select:not([disabled]), textarea:not([disabled]), summary";
  const one = (selector, what) => {
    const count = document.querySelectorAll(selector).length;
    return count === 1 ? [] : [`${count} ${what}`];
  };

  const shifts = [];
  new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });

  const frame = () => [
    ...one("h1", "h1"), ...one("main", "main"), ...one("head > title", "title"), ...one("meta[name=viewport]", "viewport"), ...one("meta[name=color-scheme]", "color-scheme"),
    ...one("link[rel=icon]", "icon"),
    ...(document.title.trim() ? [] : ["no title"]), ...(document.documentElement.lang ? [] : ["no language"]),
    ...(getComputedStyle(document.documentElement).fontFamily.startsWith("Inter") ? [] : ["not in Inter"]),
    // How wide a badge is, its words say; with its height kept, nothing below it moves.
    ...[...document.images].filter((each) => !each.getAttribute("height") || !(each.getAttribute("width") || /\/badges\//.test(each.src))).map((each) => `picture without a size: ${called(each)}`),
    ...[...document.images].filter((each) => !each.complete || !each.naturalWidth).map((each) => `picture that is not there: ${called(each)}`),
    ...[...document.querySelectorAll("script:not([type=module]):not([async]):not([defer])")].map((each) => `script that blocks: ${called(each)}`),
    ...[...document.querySelectorAll("[style], [tabindex]:not([tabindex='0'], [tabindex='-1'])")].map((each) => `style or order of its own: ${called(each)}`),
    ...heads(), ...moves(), ...mouseOnly(), ...bare(),
  ];

  // Headings go down one step at a time.
  const heads = () => {
    const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown).map((each) => [Number(each.tagName[1]), each]);
    return levels.filter(([level], at) => at && level > levels[at - 1][0] + 1).map(([, each]) => `heading skips a step: ${called(each)}`);
  };

  // With less motion asked for, nothing moves.
  const moves = () => {
    const long = (text) => text.split(",").some((each) => parseFloat(each) > 0.01);
    return [...document.querySelectorAll("body *")].filter((each) => {
      const style = getComputedStyle(each);
      return (style.animationName !== "none" && long(style.animationDuration)) || long(style.transitionDuration);
    }).map((each) => `moves: ${called(each)}`);
  };

  // What a mouse can press, keys can too: it is, or stands around, something that Tab reaches.
  const mouseOnly = () => {
    const pressed = (each) => getComputedStyle(each).cursor === "pointer";
    return [...document.querySelectorAll("body *")].filter((each) => pressed(each) && !pressed(each.parentElement) && shown(each) &&
      !each.closest(`${KEYED}, label, [disabled]`) && !each.querySelector(KEYED)).map((each) => `for the mouse alone: ${called(each)}`);
  };

  // Words of the machine: names in code and half-filled templates; choices and files are somebody's own words.
  const bare = () => {
    const copy = document.querySelector("main").cloneNode(true);
    for (const each of copy.querySelectorAll("select, textarea, pre, code, ol.lines, .source")) each.remove();
    const text = copy.textContent.split("\n").map((each) => each.trim());
    return text.filter((each) => /^(None|null|nan)$|\{\{|\}\}|\{%|\bundefined\b|\bNaN\b|%\(\w+\)s|\[object/.test(each)).map((each) => `says ${each}`);
  };

  const wide = () => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = (each) => each.parentElement && (getComputedStyle(each.parentElement).overflowX !== "visible" || scrolls(each.parentElement));
    const far = [...document.querySelectorAll("body *")].findLast((each) => each.getBoundingClientRect().right > width + 1 && shown(each) && !scrolls(each));
    return [`${document.documentElement.scrollWidth} px wide: ${far ? called(far) : "something"}`];
  };

  const shifted = () => {
    const counted = shifts.filter((each) => !each.hadRecentInput);
    const sum = counted.reduce((all, each) => all + each.value, 0);
    const what = counted.flatMap((each) => each.sources.map((source) => source.node && source.node.outerHTML ? called(source.node) : "")).filter(Boolean);
    return sum < 0.02 ? [] : [`moves by ${sum.toFixed(3)}: ${what[0] || ""}`];
  };

  // Each radio group is one stop.
  const stops = () => {
    const groups = new Set();
    return [...document.querySelectorAll(`${KEYED}, [tabindex='0']`)].filter((each) => {
      if (!shown(each) || each.closest("[inert]") || each.tabIndex < 0) return false;
      if (each.type !== "radio") return true;
      const group = `${each.name} of ${each.form ? [...document.forms].indexOf(each.form) : ""}`;
      return !groups.has(group) && groups.add(group);
    });
  };

  const walked = [];
  const hidden = [];
  const rings = [];
  // An outline is kept where the reader has colours of their own; a shadow is not.
  const ringed = (each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== "rgba(0, 0, 0, 0)";
  };
  document.addEventListener("focusin", (event) => {
    const each = event.target;
    walked.push(each);
    if (!ringed(each) && !ringed(each.parentElement)) rings.push(each);
    requestAnimationFrame(() => {
      const box = each.getBoundingClientRect();
      const head = document.querySelector("header.head");
      const under = head && !head.contains(each) && !each.closest(".skip") && getComputedStyle(head).position === "sticky" && box.bottom < head.getBoundingClientRect().bottom + 1;
      if (document.activeElement === each && (under || box.top > innerHeight || box.bottom < 0)) hidden.push(each);
    });
  }, true);

  // The walk begins at the top, wherever a page that was refused has put its reader.
  const begin = () => {
    const top = document.createElement("span");
    top.tabIndex = -1;
    document.body.prepend(top);
    top.focus();
    top.remove();
    walked.length = rings.length = hidden.length = 0;
  };

  const walk = () => {
    const wanted = stops();
    const same = (one, other) => one === other || (one.type === "radio" && other.type === "radio" && one.name === other.name && one.form === other.form);
    const at = wanted.map((each) => walked.findIndex((other) => same(each, other)));
    const unordered = wanted.filter((each, place) => place && at[place] >= 0 && at[place - 1] >= 0 && at[place] < at[place - 1]);
    return [
      ...wanted.filter((_, place) => at[place] < 0).map((each) => `the keyboard does not reach: ${called(each)}`),
      ...unordered.map((each) => `the keyboard comes out of order to: ${called(each)}`),
      ...[...new Set(rings)].map((each) => `its focus is not seen: ${called(each)}`),
      ...[...new Set(hidden)].map((each) => `focused out of sight: ${called(each)}`),
    ];
  };

  // Every form can be sent without a script: its button is seen, or stands in what opens by itself.
  const opens = (each) => {
    if (each.closest("dialog")) return false;
    const popover = each.closest("[popover]");
    if (popover) return !!document.querySelector(`[popovertarget='${popover.id}']`);
    return shown(each) || !!each.closest("details:not([open])");
  };
  const unsent = () =>
    [...document.forms].filter((each) => {
      const parts = [...each.elements].filter((it) => it.type !== "hidden" && it.tagName !== "FIELDSET");
      const buttons = parts.filter((it) => it.matches("button:not([type=button]), input[type=submit]"));
      const byEnter = parts.length === 1 && parts[0].matches("input");
      return each.method !== "dialog" && parts.length && !byEnter && !buttons.some(opens);
    }).map((each) => `cannot be sent: ${called(each)}`);

  const past = () => {
    const last = stops().at(-1);
    return !last || walked.includes(last) || (last.type === "radio" && walked.some((each) => each.name === last.name));
  };

  // Three of a kind are enough to see what is wrong.
  const few = (look) => () => {
    const seen = new Map();
    return look().filter((each) => {
      const kind = each.split(":")[0];
      seen.set(kind, (seen.get(kind) || 0) + 1);
      return seen.get(kind) <= 3;
    });
  };

  window.examined = { begin, frame: few(frame), wide, shifted, stops: () => stops().length, past, walk: few(walk), unsent };
})();
