// Bundles what the pages take from npm into the folder given as first argument.
// Run by hatch_build.py in a copy of this folder, after `npm ci`.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build, transform } from "esbuild";
import { compile } from "sass";

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
const TARGET = ["chrome123", "firefox120", "safari17.5"];
const out = resolve(process.argv[2]);

await mkdir(out, { recursive: true });
const bundled = new Set(["@tabler/core"]);

for (const [name, entry] of Object.entries({ echarts: "./echarts.js", htmx: "htmx.org" })) {
  const made = await build({
    bundle: true,
    charset: "utf8",
    define: { "process.env.NODE_ENV": '"production"' },
    entryPoints: { [name]: entry },
    format: "esm",
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    minify: true,
    outdir: out,
    target: TARGET,
  });
  Object.keys(made.metafile.inputs).forEach((file) => bundled.add(packageOf(file)));
}

const { css } = compile("tabler.scss", { loadPaths: ["node_modules"], quietDeps: true });
const { code } = await transform(css, { loader: "css", minify: true, target: TARGET });
await writeFile(join(out, "tabler.css"), code);

bundled.delete(undefined);
await writeFile(join(out, "LICENSES.txt"), (await Promise.all([...bundled].sort().map(licence))).join("\n"));

/** Return the package a file of the bundle belongs to, or undefined for a file of ours. */
function packageOf(file) {
  return /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

/** Return a package's name, version, licence and the texts it carries. */
async function licence(name) {
  const folder = join("node_modules", name);
  const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const texts = [...(await licenceTexts(folder)), ...(await licenceTexts(join(folder, "licenses")))];
  const head = `${name} ${about.version}, ${about.license}`;
  return [`${head}\n${"=".repeat(head.length)}`, ...(texts.length ? texts : await tablerLicence(folder)), ""].join("\n\n");
}

/** Return the texts of the licence files in a folder. */
async function licenceTexts(folder) {
  const found = existsSync(folder) ? await readdir(folder, { withFileTypes: true }) : [];
  const files = found.filter((f) => f.isFile() && /^(licen[cs]e|notice|copying)/i.test(f.name)).map((f) => f.name);
  return (await Promise.all(files.sort().map((f) => readFile(join(folder, f), "utf8")))).map((t) => t.trim());
}

/** Return the licence of Tabler, whose package carries no file: what its style sheet says of itself, and the text. */
async function tablerLicence(folder) {
  const sheet = await readFile(join(folder, "dist", "css", "tabler.css"), "utf8");
  const banner = /\/\*!([\s\S]*?)\*\//.exec(sheet)[1].replace(/^ *\* ?/gm, "").trim();
  return [banner, "It contains Bootstrap: Copyright 2011-2025 The Bootstrap Authors, licensed under MIT.", MIT];
}
