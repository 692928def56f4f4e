// Lets who reads the API try its calls. The key is in this variable only, and calls go to the gateway that
// the page came from: its policy allows no other.
let key = '';

const words = {
  nl: {
    hasKey: 'Er is een sleutel ingevuld, voor deze pagina.',
    hasNone: 'Er is geen sleutel ingevuld.',
    strangeKey: 'In een sleutel of token staan geen spaties en geen letters met accenten.',
    busy: 'Bezig…',
    unreachable:
      'Er kwam geen antwoord van de gateway. Controleer uw verbinding, en of de gateway nog draait.',
    took: (status, ms) => `${status}, na ${ms} ms`,
    nothing: '(geen inhoud)',
    cut: '(De rest staat hier niet: sla het antwoord op om alles te lezen.)',
  },
  en: {
    hasKey: 'A key was entered, for this page.',
    hasNone: 'No key was entered.',
    strangeKey: 'A key or token has no spaces, and no letters with accents.',
    busy: 'Busy…',
    unreachable:
      'No answer came from the gateway. Check your connection, and whether the gateway still runs.',
    took: (status, ms) => `${status}, after ${ms} ms`,
    nothing: '(no content)',
    cut: '(The rest is not shown here: save the answer to read it all.)',
  },
};
const language = document.documentElement.lang;
const say = words[language];
/** More of an answer makes a page slow. */
const shownCharacters = 200_000;

const dialog = document.getElementById('key-dialog');
const keyState = document.getElementById('key-state');
const keyField = document.getElementById('key');

function keepKey(entered) {
  key = entered;
  keyField.value = '';
  keyState.querySelector('[role=status]').textContent = key ? say.hasKey : say.hasNone;
  dialog.close();
}

dialog.querySelector('form').addEventListener('submit', (event) => {
  event.preventDefault();
  const entered = keyField.value.trim().replace(/^Bearer\s+/i, '');
  if (/[^!-~]/.test(entered)) {
    keyField.setCustomValidity(say.strangeKey);
    keyField.reportValidity();
  } else keepKey(entered || key);
});
keyField.addEventListener('input', () => keyField.setCustomValidity(''));
dialog.querySelector('.forget').addEventListener('click', () => keepKey(''));
dialog.querySelector('.close').addEventListener('click', () => dialog.close());
for (const button of document.querySelectorAll('button.key'))
  button.addEventListener('click', () => dialog.showModal());

keyState.hidden = false;
for (const form of document.querySelectorAll('form.try')) prepare(form);

function prepare(form) {
  form.hidden = false;
  const file = form.querySelector('.file');
  const fileUsed = form.querySelector('.file-used');
  const showFile = () => {
    fileUsed.hidden = file.files.length === 0;
  };
  file?.addEventListener('change', showFile);
  fileUsed?.querySelector('button').addEventListener('click', () => {
    file.value = '';
    showFile();
    form.querySelector('.text').focus();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send(form);
  });
}

/** The address and what goes with it, as the fields of the form have it. */
function requestOf(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  const headers = new Headers({ 'Accept-Language': language });
  if (key) headers.set('Authorization', `Bearer ${key}`);
  for (const { name, value, dataset } of form.querySelectorAll('[data-in]')) {
    if (value === '') continue;
    if (dataset.in === 'path') path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (dataset.in === 'query') query.set(name, value);
    else headers.set(name, encodeURIComponent(value));
  }
  const text = form.querySelector('.text');
  // The bytes of a file go as they are.
  const body = text && (form.querySelector('.file')?.files[0] ?? text.value);
  if (body) headers.set('Content-Type', form.querySelector('.type').value);
  const search = query.size > 0 ? `?${query}` : '';
  return [path + search, { method: form.dataset.method, headers, body: body || undefined }];
}

async function send(form) {
  const said = form.querySelector('.said');
  const button = form.querySelector('[type=submit]');
  const showStatus = (words, failed) => {
    said.textContent = words;
    said.classList.toggle('failed', failed);
  };
  if (button.ariaDisabled === 'true') return;
  button.ariaDisabled = 'true';
  showStatus(say.busy, false);
  form.querySelector('.answer').hidden = true;
  const began = performance.now();
  try {
    const response = await fetch(...requestOf(form));
    const blob = await response.blob();
    await show(form, response, blob);
    const ms = Math.round(performance.now() - began);
    showStatus(say.took(`${response.status} ${response.statusText}`.trim(), ms), !response.ok);
  } catch {
    showStatus(say.unreachable, true);
  } finally {
    button.ariaDisabled = 'false';
  }
}

async function show(form, response, blob) {
  const type = response.headers.get('Content-Type') ?? '';
  const text = laidOut(await blob.text(), type);
  const answer = form.querySelector('.answer');
  answer.querySelector('.headers').textContent = [...response.headers]
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
  answer.querySelector('.body').textContent =
    text.length > shownCharacters
      ? `${text.slice(0, shownCharacters)}\n\n${say.cut}`
      : text || say.nothing;
  const save = answer.querySelector('.save');
  URL.revokeObjectURL(save.href);
  save.hidden = blob.size === 0;
  save.href = URL.createObjectURL(blob);
  save.download = `${form.dataset.path.split('/').at(-1).replace(/\W+/g, '')}.${extensionOf(type)}`;
  const explain = answer.querySelector('.explain');
  const problem = type.startsWith('application/problem+json') && JSON.parse(text).type;
  explain.hidden = !problem;
  if (problem) explain.href = new URL(problem, location.href).href;
  answer.hidden = false;
}

function laidOut(text, type) {
  return /^application\/([\w-]+\+)?json\b/.test(type)
    ? JSON.stringify(JSON.parse(text), null, 2)
    : text;
}

function extensionOf(type) {
  return /\b(json|xml|csv)\b/.exec(type)?.[1] ?? 'txt';
}
