/* Keys and the number that is selected. Every page works without it. */
(() => {
  document.documentElement.classList.add('js');
  const all = (query) => [...document.querySelectorAll(query)];
  const one = (query) => document.querySelector(query);
  const rows = () => all('[data-row]');
  const row = () => document.activeElement?.closest?.('[data-row]');
  const boxes = () => all('#words input[type=checkbox]');
  const chosen = () => boxes().some((box) => box.checked);

  const count = () => {
    const shown = one('[data-count]');
    if (!shown) return;
    const number = boxes().filter((box) => box.checked).length;
    shown.textContent = number === 0 ? '' : number + ' selected';
  };

  const step = (by) => {
    const list = rows();
    if (list.length === 0) return;
    const at = list.indexOf(row());
    const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1)];
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  };

  const toggle = () => row()?.querySelector('input[type=checkbox]')?.click();
  const choose = () => { if (!chosen()) toggle(); return chosen(); };

  /* Enter in the field goes to the button of the word that was asked for by its key. */
  let asked = 'reject';
  const ask = (word) => { if (choose()) { asked = word; one('#reason')?.focus(); } };

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    x: toggle,
    o: () => row()?.querySelector('[data-open]')?.click(),
    a: () => { if (choose()) one('#words [data-word=approve]')?.click(); },
    r: () => ask('reject'),
    c: () => ask('comment'),
    u: () => one('#undo')?.click(),
    '/': () => { const search = one('[data-search]'); search?.focus(); search?.select(); },
    '?': () => one('#keys')?.showModal(),
  };

  /* Whoever speaks to the browser, or hits keys by accident, turns them off (WCAG 2.1.4); a browser that keeps nothing forgets it. */
  let off = false;
  try { off = localStorage.getItem('ratchet.keys') === 'off'; } catch { off = false; }
  const label = () => { const turn = one('[data-keys-switch]'); if (turn) turn.textContent = off ? 'Turn the keys on' : 'Turn the keys off'; };
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('[data-keys]')) { label(); one('#keys')?.showModal(); }
    if (!event.target.closest?.('[data-keys-switch]')) return;
    off = !off;
    try { localStorage.setItem('ratchet.keys', off ? 'off' : 'on'); } catch { /* it holds for this page */ }
    label();
  });

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || one('dialog[open]')) return;
    const typing = event.target.closest?.('input:not([type=checkbox]), select, textarea');
    if (typing) {
      if (event.key === 'Enter' && event.target.id === 'reason' && event.target.value.trim() !== '' && chosen()) {
        event.preventDefault();
        one(`#words [data-word=${asked}]`)?.focus();
      }
      return;
    }
    const act = off ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener('change', count);
  document.addEventListener('htmx:afterSettle', count);
})();
(() => {
  /* What shows itself anew waits while somebody types in it, or has paused it. */
  let paused = false;
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-pause]');
    if (!button) return;
    paused = !paused;
    button.setAttribute('aria-pressed', String(paused));
    button.textContent = paused ? 'Go on with updates' : 'Pause updates';
  });
  document.addEventListener('htmx:beforeRequest', (event) => {
    if (event.target.id !== 'live') return;
    const busy = event.target.contains(document.activeElement)
      || [...event.target.querySelectorAll('input[name=reason]')].some((input) => input.value !== '');
    if (paused || busy || document.hidden) event.preventDefault();
  });

  /* It is told when there is something new, and asks now and then all the same. */
  if (document.getElementById('live') && window.EventSource) {
    let heard = '';
    const feed = new EventSource('/live');
    feed.addEventListener('log', (event) => {
      const live = document.getElementById('live');
      if (heard !== '' && heard !== event.data && live) live.dispatchEvent(new Event('news'));
      heard = event.data;
    });
    feed.addEventListener('error', () => { if (feed.readyState === EventSource.CLOSED) heard = ''; });
    window.addEventListener('pagehide', () => feed.close());
  }
})();
