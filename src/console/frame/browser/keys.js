// What the keyboard does on pages of the console. Without it all pages work too.
const search = document.querySelector('main [type=search]');
const up = document.querySelector('a[rel=up]');
const keys = document.getElementById('keys');

/** What j and k move to: what opens a row, its link, or the row itself. Rows may come after the page. */
function stopsNow() {
  const rows = [...document.querySelectorAll('main [data-rows] > *')];
  const stops = rows.map((row) => row.querySelector('summary, a[href]') ?? row);
  for (const stop of stops) if (!opens(stop)) stop.tabIndex = -1;
  return stops;
}
const opens = ({ localName }) => localName === 'a' || localName === 'summary';

/** The answer of the row that has the focus, or that of the page. */
function answer() {
  const row = document.activeElement?.closest('main [data-rows] > *');
  if (row) return row.querySelector('[data-answer]');
  return [...document.querySelectorAll('main [data-answer]')].find(
    (one) => !one.closest('[data-rows]'),
  );
}

/** Of the keys, those that work now. */
function look() {
  const stops = stopsNow();
  const here = {
    search: search !== null,
    rows: stops.length > 0,
    links: stops.some(opens),
    answer: document.querySelector('main [data-answer]') !== null,
    up: up !== null,
    always: true,
  };
  for (const line of keys.querySelectorAll('[data-needs]')) line.hidden = !here[line.dataset.needs];
}
look();

function showKeys() {
  look();
  keys.showModal();
}

function move(by) {
  const stops = stopsNow();
  if (stops.length === 0) return;
  const focused = stops.indexOf(document.activeElement);
  // The row whose message stands beside the list, else none.
  const at = focused < 0 ? stops.findIndex((stop) => stop.hasAttribute('aria-current')) : focused;
  const next = at < 0 ? (by > 0 ? 0 : stops.length - 1) : at + by;
  stops[Math.min(Math.max(next, 0), stops.length - 1)].focus();
}

const does = {
  '/': () => search?.focus(),
  j: () => move(1),
  k: () => move(-1),
  a: () => answer()?.click(),
  u: () => up?.click(),
  '?': showKeys,
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest('input, select, textarea, [contenteditable], dialog')) return;
  const action = Object.hasOwn(does, event.key) ? does[event.key] : undefined;
  if (!action) return;
  event.preventDefault();
  action();
});

// What was typed in a form that says so survives that its page is left by accident, in this tab only.
for (const form of document.querySelectorAll('form[data-keep]')) {
  const name = `typed ${form.dataset.keep}`;
  const fields = [...form.elements].filter((one) => one.name && one.type !== 'hidden');
  const kept = JSON.parse(sessionStorage.getItem(name) ?? '{}');
  for (const field of fields) if (!field.value && kept[field.name]) field.value = kept[field.name];
  form.addEventListener('input', () => {
    const typed = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    sessionStorage.setItem(name, JSON.stringify(typed));
  });
  form.addEventListener('submit', () => sessionStorage.removeItem(name));
}

// Nothing is left for who sits here next.
document
  .querySelector('form[action$="/console/sign-out"]')
  ?.addEventListener('submit', () => sessionStorage.clear());

// The numbers of the menu move by themselves. A session that is over says so at the next step, not here: what somebody types
// stays.
const numbered = document.querySelector('[data-numbers]');
if (numbered)
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(numbered.dataset.numbers, { redirect: 'error' });
      const numbers = answer.ok ? await answer.json() : {};
      for (const one of numbered.querySelectorAll('[data-number]'))
        one.textContent = numbers[one.dataset.number] ?? one.textContent;
    } catch {
      // The numbers stay as they were; the next page reads them anew.
    }
  }, 60_000);

// A summary of what is wrong has the focus, so that it is read first.
document.querySelector('.problem[tabindex]')?.focus();
