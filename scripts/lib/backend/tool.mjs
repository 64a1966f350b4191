/** Runs a tool of the machine and gives its output; fails with what it said. */
import { execFile } from 'node:child_process';

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string}} options
 * @returns {Promise<string>} stdout
 */
export function runTool(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    execFile(command, args, { maxBuffer: 16 << 20, ...options }, (error, stdout, stderr) => {
      if (error) {
        reject(new Error(`${command} ${args.join(' ')} failed: ${stderr || error.message}`));
      } else {
        resolve(stdout);
      }
    });
  });
}
