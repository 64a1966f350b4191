import { TooltipDisplayMode } from '@grafana/schema';
import { expect, it } from 'vitest';
import { tooltipOptionsOf } from './tooltip';

it.each([
  [true, { mode: TooltipDisplayMode.Single }],
  [false, { mode: TooltipDisplayMode.None }],
  [undefined, { mode: TooltipDisplayMode.Single }],
  [
    { mode: 'multi', maxWidth: 300 },
    { mode: TooltipDisplayMode.Multi, maxWidth: 300 },
  ],
  [{ mode: 'sideways', maxHeight: -1 }, { mode: TooltipDisplayMode.Single }],
])('reads %j', (stored, expected) => expect(tooltipOptionsOf(stored)).toEqual(expected));
