/** The executable that Grafana starts: a shell script, because it has to choose a C library before Node can run. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostPlatform, runtimeName } from './runtime.mjs';

/** Go's names, which Grafana appends to `executable` in plugin.json. */
const GO_ARCH = { x64: 'amd64', arm64: 'arm64' };
/** Where musl's dynamic loader always lies. */
const MUSL_LOADER = { x64: '/lib/ld-musl-x86_64.so.1', arm64: '/lib/ld-musl-aarch64.so.1' };
const GLIBC_LOADER = { x64: '/lib64/ld-linux-x86-64.so.2', arm64: '/lib/ld-linux-aarch64.so.1' };

/**
 * @param {string} folder dist/datasource
 * @returns {string} path of the launcher
 */
export function writeLauncher(folder, platform = hostPlatform()) {
  const [os, arch] = platform.split('-');
  const path = join(folder, `gpx_plumbline_${os}_${GO_ARCH[arch]}`);
  writeFileSync(path, os === 'linux' ? linuxLauncher(platform, arch) : launcher(`runtime=${runtimeName(platform)}`), {
    mode: 0o755,
  });
  return path;
}

function linuxLauncher(platform, arch) {
  return launcher(`# Alpine may carry a glibc loader for compatibility, and Debian a musl one: the release file decides first.
if [ -n "\${PLUMBLINE_LIBC:-}" ]; then
  runtime=${platform}-$PLUMBLINE_LIBC
elif [ -e /etc/alpine-release ] && [ -e ${MUSL_LOADER[arch]} ]; then
  runtime=${runtimeName(platform, 'musl')}
elif [ -e ${GLIBC_LOADER[arch]} ]; then
  runtime=${runtimeName(platform, 'glibc')}
else
  runtime=${runtimeName(platform, 'musl')}
fi`);
}

/** Only built-ins of the shell and absolute paths: Grafana forwards no PATH, HOME or TMPDIR. */
function launcher(chooseRuntime) {
  return `#!/bin/sh
# Starts Plumbline's back end with the Node runtime that lies beside it.
case $0 in
  */*) here=\${0%/*} ;;
  *) here=. ;;
esac
here=$(cd "$here" && pwd) || exit 1
${chooseRuntime}
PLUMBLINE_HOME=$here
PLUMBLINE_RUNTIME=$here/runtime/$runtime
if [ ! -e "$PLUMBLINE_RUNTIME/node" ]; then
  printf '%s\\n' '{"@level":"error","@message":"Plumbline has no runtime for this system: '"$runtime"' is missing. Build it with: node scripts/build-backend.mjs --musl","@module":"plumbline"}' >&2
  exit 1
fi
LD_LIBRARY_PATH=$PLUMBLINE_RUNTIME\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
# The shell's own parent is Grafana: should it end before Node runs, Node could not tell any more.
PLUMBLINE_PARENT=$PPID
# For front and engine. Many heaps of glibc each keep the most they ever held, and so does one that large blocks come from.
MALLOC_ARENA_MAX=1
MALLOC_MMAP_THRESHOLD_=262144
export PLUMBLINE_HOME PLUMBLINE_RUNTIME PLUMBLINE_PARENT LD_LIBRARY_PATH MALLOC_ARENA_MAX MALLOC_MMAP_THRESHOLD_
# Columns and bodies lie outside of V8's heap: a larger nursery would only keep more garbage.
# exec keeps the process id that Grafana knows.
exec "$PLUMBLINE_RUNTIME/node" --max-semi-space-size=4 "$here/backend/front.cjs"
`;
}
