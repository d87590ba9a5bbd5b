// Runs the editor's comparison on the cases it gets and prints what it finds.

import { readFileSync } from "node:fs";
import process from "node:process";
import { runs } from "../../../static/js/editor/merging/diff.js";
import { akin } from "../../../static/js/editor/merging/kinship.js";

const cases = JSON.parse(readFileSync(0, "utf8"));
const found = {
  runs: cases.runs.map((one) =>
    runs(one.old, one.new).map(({ isSame, mine, theirs }) => [isSame, mine, theirs]),
  ),
  akin: cases.akin.map((one) => akin(one.old, one.new)),
};
process.stdout.write(JSON.stringify(found));
