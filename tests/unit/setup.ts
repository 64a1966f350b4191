/** What jsdom lacks and Grafana's packages or our panels need. Canvases record what is drawn, so that tests can ask. */
import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';
import { fakeContext } from './fakeCanvas';

afterEach(cleanup);

const nothing = () => undefined;

class Observer {
  observe = nothing;
  unobserve = nothing;
  disconnect = nothing;
  takeRecords = () => [];
}

Object.assign(globalThis, { ResizeObserver: Observer, IntersectionObserver: Observer });

window.matchMedia = (query) => ({
  matches: false,
  media: query,
  onchange: null,
  addListener: nothing,
  removeListener: nothing,
  addEventListener: nothing,
  removeEventListener: nothing,
  dispatchEvent: () => false,
});

Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', { value: fakeContext });
Element.prototype.scrollTo = nothing;
Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.resolve() }, configurable: true });
