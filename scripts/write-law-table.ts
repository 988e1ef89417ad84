import { writeFileSync } from "node:fs";
import { makeLawTable } from "../packages/policy/law/table.ts";

writeFileSync("docs/law.md", makeLawTable());
