import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vite';
import workbench from '../vite.config.mts';

const here = path.dirname(fileURLToPath(import.meta.url));

/** The gallery: the panels' own sources (not the built modules) with fixed frames, one picture a state. */
export default mergeConfig(workbench, defineConfig({ root: here, base: './' }));
