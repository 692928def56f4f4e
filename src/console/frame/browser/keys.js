// What the keyboard does on pages of the console. Without it all pages work too.
const search = document.querySelector('main [type=search]');
const rows = [...document.querySelectorAll('main [data-rows] > *')];
const up = document.querySelector('a[rel=up]');
const keys = document.getElementById('keys');

/** What j and k move to: the link of a row, or the row itself. */
const stops = rows.map((row) => row.querySelector('a[href]') ?? row);
for (const stop of stops) if (stop.localName !== 'a') stop.tabIndex = -1;

const here = {
  search: search !== null,
  rows: rows.length > 0,
  links: stops.some(({ localName }) => localName === 'a'),
  up: up !== null,
  always: true,
};
for (const line of keys.querySelectorAll('[data-needs]')) line.hidden = !here[line.dataset.needs];

function move(by) {
  if (stops.length === 0) return;
  const at = stops.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : stops.length - 1) : at + by;
  stops[Math.min(Math.max(next, 0), stops.length - 1)].focus();
}

const does = {
  '/': () => search?.focus(),
  j: () => move(1),
  k: () => move(-1),
  u: () => up?.click(),
  '?': () => keys.showModal(),
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

// A summary of what is wrong has the focus, so that it is read first.
document.querySelector('.problem[tabindex]')?.focus();
