import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { MiniHistogram } from './MiniHistogram';

it('is as wide as its words: the first and the last stand below the first and the last bar', () => {
  const bins = ['≤ 1006', '1006–1010', '(missing)'].map((label, i) => ({
    label,
    reference: 0.3,
    current: 0.1 * i,
    contribution: 0,
  }));
  render(<MiniHistogram bins={bins} />);
  const svg = screen.getByRole('img');
  expect(svg).toHaveAttribute('width', '100%');
  // Drawn in units of its own, which fill all of that width.
  expect(svg).toHaveAttribute('preserveAspectRatio', 'none');
  const [, , width] = (svg.getAttribute('viewBox') ?? '').split(' ').map(Number);
  const bars = [...svg.querySelectorAll('rect')];
  const ends = bars.map((bar) => Number(bar.getAttribute('x')) + Number(bar.getAttribute('width')));
  expect(Number(bars[0].getAttribute('x'))).toBe(0);
  expect(Math.abs(width - ends[2])).toBeLessThan(2);
  // Lines keep their strength however wide it is.
  svg
    .querySelectorAll('path, line')
    .forEach((line) => expect(line).toHaveAttribute('vector-effect', 'non-scaling-stroke'));
});
