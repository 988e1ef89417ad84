import { describe, expect, it } from "vitest";
import type { Avow } from "./avow.ts";
import { placementsOf } from "./placements.ts";

const HERE = { id: "1", name: "Books", target: "https://books.example/", section: "culture" };
const THERE = { id: "2", name: "Maps", target: "https://maps.example/", section: "technology" };

/** A line to a service that gives these placements, or is away. */
function connect() {
  const line = { away: false, asked: 0, placements: [HERE, THERE], time: 0 };
  const avow = {
    asSite: async () => {
      line.asked++;
      if (line.away) throw new Error("the service is away");
      return { ok: true, answer: line.placements, response: new Response() };
    },
  } as unknown as Pick<Avow, "asSite">;
  return { line, placements: () => placementsOf(avow, () => new Date(line.time)) };
}

describe("placements", () => {
  it("are those of a section, and are found by id", async () => {
    const { placements } = connect();
    expect(await placements().inSection("culture")).toEqual([HERE]);
    expect(await placements().find("2")).toEqual(THERE);
    expect(await placements().find("3")).toBeNull();
  });

  it("are asked for once a minute, whoever asks, and are gone a minute after they are closed", async () => {
    const { line, placements } = connect();
    await Promise.all([1, 2, 3].map(() => placements().inSection("culture")));
    expect(line.asked).toBe(1);
    line.placements = [];
    line.time = 60_000;
    expect(await placements().inSection("culture")).toEqual([]);
  });

  it("are none while the service is away, and there again when it is", async () => {
    const { line, placements } = connect();
    line.away = true;
    expect(await placements().inSection("culture")).toEqual([]);
    line.away = false;
    line.time = 60_000;
    expect(await placements().inSection("culture")).toEqual([HERE]);
  });
});
