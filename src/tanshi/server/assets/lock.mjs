// Takes the addresses out of package-lock.json: `npm run lock` after a change of package.json.
// A package is known by its name, version and digest; where it is fetched from is the machine's matter.
import { readFile, writeFile } from "node:fs/promises";

const lock = JSON.parse(await readFile("package-lock.json", "utf8"));
for (const found of Object.values(lock.packages)) {
  delete found.funding;
  delete found.resolved;
}
await writeFile("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
