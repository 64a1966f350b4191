import { ActionType, FieldType, HttpRequestMethod, toDataFrame } from '@grafana/data';
import { setBackendSrv } from '@grafana/runtime';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NEVER, of } from 'rxjs';
import { expect, it, vi } from 'vitest';
import { ActionButton } from './ActionButton';
import { actionsOf } from './actions';

const frame = toDataFrame({
  fields: [
    {
      name: 'score',
      type: FieldType.number,
      values: [1, 2],
      config: {
        actions: [
          {
            type: ActionType.Fetch,
            title: 'Retrain $model',
            fetch: {
              method: HttpRequestMethod.POST,
              url: '/retrain/$model',
              body: '{"row":"$row"}',
              headers: [['X-Team', 'ml']],
            },
          },
          { type: ActionType.Fetch, title: 'Asks', variables: [{ key: 'a', name: 'a', type: 'string' }] },
        ],
      },
    },
  ],
});

it('fills in variables, asks, and then runs once', async () => {
  const fetch = vi.fn((_request: unknown) => of({ data: {} }));
  setBackendSrv({ fetch } as never);
  const actions = actionsOf(frame, frame.fields[0], 1, (text, vars) =>
    String(text).replace('$model', 'flights').replace('$row', String(vars?.['__dataContext']?.value.rowIndex))
  );
  expect(actions.map(({ title }) => title)).toEqual(['Retrain flights']);
  render(<ActionButton action={actions[0]} />);
  const user = userEvent.setup();
  await user.click(screen.getByRole('button'));
  expect(fetch).not.toHaveBeenCalled();
  expect(screen.getByRole('button')).toHaveTextContent('Run Retrain flights?');
  await user.click(screen.getByRole('button'));
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(fetch.mock.calls[0]?.[0]).toEqual({
    url: '/retrain/flights',
    method: 'POST',
    data: '{"row":"1"}',
    params: {},
    headers: { 'X-Team': 'ml', 'X-Grafana-Action': '1' },
  });
  expect(await screen.findByText('Retrain flights: done')).toBeInTheDocument();
});

it('keeps the keyboard while it runs, and runs no second time meanwhile', async () => {
  const fetch = vi.fn(() => NEVER);
  setBackendSrv({ fetch } as never);
  const [action] = actionsOf(frame, frame.fields[0], 1, String);
  render(<ActionButton action={action} />);
  const user = userEvent.setup();
  const button = screen.getByRole('button');
  button.focus();
  await user.keyboard('{Enter}{Enter}{Enter}{Enter}');
  expect(fetch).toHaveBeenCalledTimes(1);
  // Browsers take the keyboard off what is disabled.
  expect(button).toBeEnabled();
  expect(button).toHaveAttribute('aria-busy', 'true');
});
