/** Preloaded into a process that a test starts: moves its clock by `MOVE_CLOCK_MS`. */
const RealDate = Date;
const moveMs = Number(process.env.MOVE_CLOCK_MS);

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + moveMs);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + moveMs;
  }
};
Object.defineProperty(globalThis.Date, "name", { value: "Date" });
