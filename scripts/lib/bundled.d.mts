import { type Plugin as EsbuildPlugin } from 'esbuild';
import { type Plugin } from 'vitest/config';

export declare const bundledPrograms: EsbuildPlugin;
export declare const bundledProgramsVite: Plugin;
