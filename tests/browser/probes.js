// What a page looks like to a test: each probe lists what is wrong, as a few words of markup, or nothing.
window.probes = (() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const told = (element) => element.outerHTML.slice(0, 80);
  const isSeen = (element) => element.checkVisibility() && !element.matches('.skip, .skip *, .hidden, option');

  // Stands out at a side of the screen.
  const wide = () => all('body *').filter(isSeen).filter((element) => {
    const box = element.getBoundingClientRect();
    return box.right > innerWidth + 0.5 || box.left < -0.5;
  }).map(told);

  // Its box does not show its text in full. A line that is typed in scrolls as one types.
  const cut = () => all('body *').filter(isSeen).filter((element) => {
    const style = getComputedStyle(element);
    return !element.matches('input, textarea, select, progress')
      && ((style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1)
        || (style.overflowY !== 'visible' && element.scrollHeight > element.clientHeight + 1));
  }).map(told);

  // Less than 44 pixels high or 24 wide. A link within a sentence is as high as its line, and a box is pressed by
  // its label too.
  const small = () => all('a[href], button, input:not([type=hidden]), select, textarea, summary').filter(isSeen)
    .filter((element) => !(element.matches('p a, li a, dd a, .letter a')
      && element.parentElement.innerText.trim() !== element.innerText.trim()))
    .map((element) => [element, (element.matches('[type=checkbox], [type=radio]') && element.labels[0] || element)
      .getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 44)
    .map(([element, box]) => `${told(element)} ${box.width} × ${box.height}`);

  // Takes time to change. (What a bar is filled with cannot be asked: test_filled_line.py looks at it.)
  const moving = () => all('*').flatMap((element) => ['', '::before', '::after'].filter((part) => {
    const style = getComputedStyle(element, part || null);
    return parseFloat(style.transitionDuration) > 0.01 || parseFloat(style.animationDuration) > 0.01
      || style.scrollBehavior === 'smooth';
  }).slice(0, 1).map((part) => told(element) + part));

  // Names an element that is not there or says nothing, or a name that two elements have.
  const says = (id) => {
    const element = document.getElementById(id);
    return element && (element.textContent.trim() || element.matches('input, select, textarea'));
  };
  const references = ['for', 'aria-describedby', 'aria-labelledby', 'aria-controls'];
  const lost = () => {
    const ids = all('[id]').map((element) => element.id);
    return [
      ...references.flatMap((name) => all(`[${name}]`).flatMap((element) => element.getAttribute(name).split(' ')
        .filter((id) => !says(id)).map((id) => `${name}=${id}`))),
      ...all('a[href^="#"]').map((link) => link.hash.slice(1)).filter((id) => !ids.includes(id)),
      ...ids.filter((id, place) => ids.indexOf(id) !== place),
    ];
  };

  // In forced colours grounds are gone: what fills a bar must be seen, and a button or a bar has an edge, or is
  // underlined as a link.
  const unfilled = () => all('progress').filter(isSeen).filter((bar) => getComputedStyle(bar,
    '::-webkit-progress-value').backgroundColor === getComputedStyle(document.body).backgroundColor).map(told);
  const edgeless = () => all('button, .button, progress').filter(isSeen).filter((element) => {
    const style = getComputedStyle(element);
    return style.textDecorationLine !== 'underline' && (parseFloat(style.borderTopWidth) < 1
      || style.borderTopStyle !== 'solid'
      || style.borderTopColor === getComputedStyle(document.body).backgroundColor);
  }).map(told);

  // A picture whose place is not kept free until it comes.
  const unsized = () => all('img').filter((image) => !(image.getAttribute('width') > 0
    && image.getAttribute('height') > 0)).map(told);

  return { wide, cut, small, moving, lost, edgeless, unfilled, unsized };
})();
