// Zoom and search of a flame graph. WIDTH (of the picture) and LETTER (of text) come before this.
const all = [...document.querySelectorAll('.box')];
const foot = document.querySelector('.foot');
const value = (box, key) => parseFloat(box.dataset[key]);
const title = box => box.querySelector('title').textContent;

function zoom(to) {
  const left = value(to, 'l'), width = value(to, 'w'), depth = value(to, 'd');
  for (const box of all) {
    const l = value(box, 'l'), w = value(box, 'w'), d = value(box, 'd');
    const around = d < depth && l <= left + 1e-6 && l + w >= left + width - 1e-6;
    const inside = d >= depth && l >= left - 1e-6 && l + w <= left + width + 1e-6;
    box.classList.toggle('outside', !(around || inside));
    box.classList.toggle('above', around);
    if (!around && !inside) continue;
    const x = around ? 0 : (l - left) / width * WIDTH, wide = around ? WIDTH : w / width * WIDTH;
    const rect = box.querySelector('rect'), text = box.querySelector('text');
    rect.setAttribute('x', x);
    rect.setAttribute('width', Math.max(wide, 0.3));
    text.setAttribute('x', x + 3);
    const name = title(box).split('\n')[0].replace(/ \([^(]*\)$/, '');
    const room = Math.floor((wide - 4) / LETTER);
    const short = room > 3 ? name.slice(0, room - 1) + '…' : '';
    text.textContent = name.length <= room ? name : short;
  }
}

function search() {
  const wanted = prompt('Search (regular expression)');
  if (wanted === null) return;
  let test = () => false;
  try {
    const expression = new RegExp(wanted);
    test = name => wanted !== '' && expression.test(name);
  } catch (error) {
    alert(error);
  }
  const found = [];
  for (const box of all) {
    const hit = test(title(box).split('\n')[0]);
    box.classList.toggle('found', hit);
    if (hit) found.push([value(box, 'l'), value(box, 'l') + value(box, 'w')]);
  }
  found.sort((a, b) => a[0] - b[0]);
  let share = 0, end = 0;
  for (const [from, to] of found) {
    share += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  foot.textContent = wanted ? `found: ${(100 * share).toFixed(1)} % of the time` : '';
}

for (const box of all) {
  box.addEventListener('click', () => zoom(box));
  box.addEventListener('mouseover', () => {
    foot.textContent = title(box).replace('\n', '  ');
  });
}
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') zoom(all[0]);
  const isFind = event.key === 'f' && (event.ctrlKey || event.metaKey);
  if (event.key === '/' || isFind) {
    event.preventDefault();
    search();
  }
});
