import { type PushWorker, showNotifications } from "@avow/kit";

// What runs this is a service worker, whose own types the browser's would contradict.
showNotifications(globalThis as unknown as PushWorker);
