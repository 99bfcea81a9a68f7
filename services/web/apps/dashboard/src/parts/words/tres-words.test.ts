import { expect, it } from "vitest";
import { tresParts } from "./tres-words.ts";

it.each([
  ["cpu=128,mem=512G,gres/gpu=4", [["cpu", "", 128], ["mem", "", 512 * 1024 ** 3], ["gpu", "", 4]]],
  ["mem=2048", [["mem", "", 2 * 1024 ** 3]]],
  ["gres/gpu:a100=2,license/ansys=8", [["gpu", "a100", 2], ["license/ansys", "", 8]]],
  ["cpu=1K", [["cpu", "", 1024]]],
  ["", []],
  ["nonsense,cpu=many", []],
])("%s is read", (text, expected) => {
  expect(tresParts(text).map(({ name, kind, amount }) => [name, kind, amount])).toEqual(expected);
});
