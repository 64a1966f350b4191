import { defineConfig } from 'vitest/config';
import { bundledProgramsVite } from './scripts/lib/bundled.mjs';

const jsdomRooms = ['src/app', 'src/components', 'src/datasource', 'src/panels'];

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [bundledProgramsVite],
        test: {
          name: 'node',
          environment: 'node',
          include: ['src/{query,backend}/**/*.test.ts', 'tests/{integration,parity,scripts}/**/*.test.ts'],
          // For what panels make of frames: its modules import names that Node does not find in CommonJS.
          server: { deps: { inline: [/@grafana\//] } },
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias: { 'plugin.json': new URL('./src/plugin.json', import.meta.url).pathname } },
        test: {
          name: 'browser-rooms',
          environment: 'jsdom',
          include: jsdomRooms.map((room) => `${room}/**/*.test.{ts,tsx}`),
          setupFiles: ['tests/unit/setup.ts'],
          server: { deps: { inline: [/@grafana\//, /uplot/] } },
          testTimeout: 30_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
