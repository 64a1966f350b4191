/** What Tab stops at, before any of it is hidden. */
const STOPS = ['a[href]', 'button', 'input', 'select', 'textarea', '[tabindex]'].join(',');

/** Elements inside of another one that Tab stops at, in the order of the page. */
export function tabStops(inside: Element): HTMLElement[] {
  return [...inside.querySelectorAll<HTMLElement>(STOPS)].filter(
    (element) => element.tabIndex >= 0 && !element.matches(':disabled')
  );
}
