import { describe, expect, it } from "vitest";
import { parentDomains, parentPaths } from "./clear-kept.ts";

describe("where a cookie may have been set", () => {
  it.each([
    ["/", ["/"]],
    ["/shop", ["/", "/shop"]],
    ["/shop/", ["/", "/shop", "/shop/"]],
    ["/shop/lamps/7", ["/", "/shop", "/shop/", "/shop/lamps", "/shop/lamps/", "/shop/lamps/7"]],
  ])("of `%s`, on every path above it", (path, paths) => expect(parentPaths(path)).toEqual(paths));

  it("of a host, for itself and every domain above it", () => {
    expect(parentDomains("www.shop.example")).toEqual(["www.shop.example", "shop.example", "example"]);
  });
});
