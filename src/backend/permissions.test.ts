import { describe, expect, it } from 'vitest';
import { type PluginUser, type RequestContext } from './grafana/context';
import { actorOf, requirePermission } from './permissions';
import { readSettings } from './settings';

const settings = readSettings({});
const person: PluginUser = { login: 'ada', name: 'Ada', email: 'ada@example.org', role: 'Admin' };

const context = (user: PluginUser | undefined, fromAlert = false): RequestContext => ({
  orgId: 1,
  user,
  grafanaConfig: new Map(),
  headers: new Map(),
  fromAlert,
  signal: new AbortController().signal,
});

describe('sensitive columns', () => {
  it.each([
    ['an administrator', person],
    ['one without an address', { ...person, email: '' }],
    ['one whose name is the login', { ...person, name: 'ada' }],
    ['a service account', { ...person, login: 'sa-1-reports', name: 'reports', email: '' }],
  ])('are shown to %s', (_who, user) => {
    expect(actorOf(context(user), settings).unmasked).toBe(true);
  });

  it.each([
    ['an editor', { ...person, role: 'Editor' }],
    ['a role that there is not', { ...person, role: 'None' }],
    ['an anonymous administrator', { login: '', name: '', email: '', role: 'Admin' }],
    ['readers of a public dashboard', { login: 'service', name: 'service', email: '', role: 'Admin' }],
    ['nobody', undefined],
  ])('are masked for %s', (_who, user) => {
    expect(actorOf(context(user), settings).unmasked).toBe(false);
  });

  it('are masked for alert rules', () => {
    expect(actorOf(context(person, true), settings).unmasked).toBe(false);
  });

  it('follow the setting', () => {
    const open = readSettings({ unmaskedRole: 'Viewer' });
    expect(actorOf(context({ ...person, role: 'Viewer' }), open).unmasked).toBe(true);
    expect(actorOf(context({ login: '', name: '', email: '', role: 'Viewer' }), open).unmasked).toBe(false);
  });
});

describe('changes', () => {
  const may = (user: PluginUser, fromAlert = false) => {
    const caller = context(user, fromAlert);
    return () => requirePermission('ingest', actorOf(caller, settings), settings, caller);
  };

  it('are for signed-in callers with the role', () => {
    expect(may(person)).not.toThrow();
    expect(may({ ...person, role: 'Viewer' })).toThrow(/needs the role Editor, and ada has Viewer/);
    expect(may({ ...person, login: '' })).toThrow('Anonymous users only read');
    expect(may(person, true)).toThrow('Alert rules only read');
  });
});
