// "Controleren": files that are dropped or chosen are checked one by one, and those that are good are sent from here. They
// stay in the memory of this page alone. Without this script the form of the page does the same, a page at a time.
const form = document.querySelector('form[data-check]');
const input = form.querySelector('input[type=file]');
const token = form.querySelector('[name=token]').value;
const dropping = document.querySelector('.dropping');
const contentOf = (id) => document.getElementById(id).content;
const words = Object.fromEntries(
  [...contentOf('check-words').querySelectorAll('[data-word]')].map((one) => [
    one.dataset.word,
    one.textContent,
  ]),
);
const atOnce = 2;
const most = 1000;
const tries = 6;

/** What was chosen: each file, and its lines on the page. */
let rows = [];
let section;
let running = 0;
let waiting = [];
let doing = 'checked';
let saidAt = 0;

const buttons = form.querySelector('.buttons');
buttons.hidden = true;
buttons.querySelector('.strong').classList.remove('strong');

function show() {
  if (section) return;
  section = contentOf('check-list').cloneNode(true).querySelector('section');
  section.querySelector('.send').addEventListener('click', send);
  section.querySelector('.clear').addEventListener('click', clear);
  form.after(section);
}

const part = (name) => section.querySelector(name);
const goodOf = ({ lines }) => lines.filter((line) => 'good' in line.dataset).length;
const filled = (word, values) =>
  Object.entries(values).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, value),
    words[word],
  );

/** Says how far it is, not more than once a second, and what can be sent. */
function update() {
  const busy = running + waiting.length > 0;
  const all = rows.filter(({ state }) => state !== 'aside');
  const done = all.filter(({ state }) => state === 'done').length;
  const good = rows.reduce((sum, row) => sum + goodOf(row), 0);
  if (!busy || Date.now() - saidAt > 1000) {
    saidAt = Date.now();
    const end = busy ? '' : ` ${words[doing === 'checked' ? 'allChecked' : 'allSent']}`;
    part('[role=status]').textContent =
      rows.length === 0 ? '' : filled(doing, { n: done, of: all.length }) + end;
  }
  const button = part('.send');
  button.hidden = busy || good === 0;
  button.textContent = good === 1 ? words.sendOne : filled('sendMore', { n: good });
  part('.clear').hidden = busy || rows.length === 0;
}

function next() {
  while (running < atOnce && waiting.length > 0) {
    running += 1;
    waiting
      .shift()()
      .finally(() => {
        running -= 1;
        next();
        update();
      });
  }
}

function lineOf({ file }, text) {
  const line = document.createElement('li');
  const name = document.createElement('span');
  name.className = 'wraps';
  name.textContent = file.webkitRelativePath || file.name;
  const word = document.createElement('span');
  word.className = 'soft';
  word.textContent = text;
  line.append(name, ' ', word);
  return line;
}

function replace(row, lines) {
  const focused = row.lines.some((line) => line.contains(document.activeElement));
  if (row.lines[0]) row.lines[0].before(...lines);
  else part('.files').append(...lines);
  for (const line of row.lines) line.remove();
  row.lines = lines;
  if (focused) (lines[0].querySelector('summary, a[href], button') ?? part('#chosen')).focus();
}

/** Asks the gateway, and again when it is busy. @returns the lines of its answer */
async function ask(file, isSending) {
  for (let count = 1; ; count += 1) {
    const body = new FormData();
    if (isSending) body.append('do', 'send');
    body.append('files', file);
    const headers = { 'X-Form-Token': token, 'HX-Request': 'true' };
    const answer = await fetch(form.getAttribute('action'), { method: 'POST', body, headers });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      return [...page.body.children];
    }
    const away = answer.headers.get('HX-Redirect');
    if (away) {
      location.assign(away);
      return new Promise(() => undefined);
    }
    if (![429, 503].includes(answer.status) || count >= tries) {
      const stale = [401, 403, 409].includes(answer.status);
      throw new Error(stale ? words.stale : answer.status === 413 ? words.tooLarge : '');
    }
    const seconds = Number(answer.headers.get('Retry-After')) || 5;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

function start(row, isSending) {
  row.state = 'waits';
  replace(row, [lineOf(row, isSending ? words.sending : words.checking)]);
  waiting.push(async () => {
    try {
      replace(row, await ask(row.file, isSending));
    } catch (error) {
      const line = lineOf(
        row,
        `${words.failed} ${error instanceof TypeError ? '' : error.message}`,
      );
      const again = document.createElement('button');
      again.type = 'button';
      again.textContent = words.again;
      again.addEventListener('click', () => {
        start(row, isSending);
        next();
        update();
      });
      line.append(' ', again);
      replace(row, [line]);
    }
    row.state = 'done';
  });
}

function take(files) {
  if (files.length === 0) return;
  show();
  if (rows.length + files.length > most) {
    part('[role=status]').textContent = words.tooMany;
    return;
  }
  if (doing !== 'checked') for (const row of rows) row.state = 'aside';
  doing = 'checked';
  for (const file of files) {
    const row = { file, lines: [], state: 'waits' };
    rows.push(row);
    start(row, false);
  }
  next();
  update();
}

function send() {
  const good = rows.filter((row) => goodOf(row) > 0);
  doing = 'sent';
  for (const row of rows) row.state = 'aside';
  for (const row of good) start(row, true);
  part('#chosen').focus();
  next();
  update();
}

function clear() {
  rows = [];
  waiting = [];
  doing = 'checked';
  part('.files').replaceChildren();
  update();
  input.focus();
}

const isFiles = ({ dataTransfer }) => dataTransfer?.types.includes('Files');
for (const kind of ['dragenter', 'dragover'])
  document.addEventListener(kind, (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    dropping.hidden = false;
  });
document.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) dropping.hidden = true;
});
document.addEventListener('drop', (event) => {
  if (!isFiles(event)) return;
  event.preventDefault();
  dropping.hidden = true;
  take([...event.dataTransfer.files]);
});
input.addEventListener('change', () => {
  take([...input.files]);
  input.value = '';
});
form.addEventListener('submit', (event) => event.preventDefault());
