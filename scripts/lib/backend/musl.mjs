export async function addMuslRuntime() {
  throw new Error('musl');
}
