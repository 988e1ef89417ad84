/*
 * zod tries `new Function` before its first parse and does without where that is forbidden. The console's own
 * Content-Security-Policy forbids it, and the browser reports the attempt; so zod is told beforehand. Imported first.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
