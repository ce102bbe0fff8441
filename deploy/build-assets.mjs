// Builds portal/static/src into portal/static/build: hashed names, manifest.json, and each file
// compressed once here rather than at every request. Needs `npm ci` first.
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const source = path.join(root, "portal/static/src");
const target = path.join(root, "portal/static/build");
// What a first visit may cost, in bytes after compression (docs: budgets).
const FIRST_VISIT_LIMIT = 60 * 1024;
// Fetched by one page alone, once somebody asks it for the camera.
const ASKED_FOR = "qr_reader.js";

async function style() {
  const { css } = await sass.compileAsync(path.join(source, "portal.scss"), {
    loadPaths: [path.join(root, "node_modules")],
    style: "compressed",
    quietDeps: true,
    charset: false,
  });
  return Buffer.from(css);
}

async function script(name) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(source, name)],
    nodePaths: [path.join(root, "node_modules")],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2020",
    legalComments: "none",
    write: false,
  });
  return Buffer.from(outputFiles[0].contents);
}

async function images() {
  const folder = path.join(source, "images");
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name))]));
}

function hashed(name, content) {
  const { name: stem, ext } = path.parse(name);
  return `${stem}-${createHash("sha256").update(content).digest("hex").slice(0, 12)}${ext}`;
}

async function write(folder, name, content) {
  const file = path.join(folder, hashed(name, content));
  const gzip = gzipSync(content, { level: 9 });
  const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  await writeFile(file, content);
  await writeFile(`${file}.gz`, gzip);
  await writeFile(`${file}.br`, brotli);
  return { file: path.basename(file), bytes: content.length, gzip: gzip.length, brotli: brotli.length };
}

async function main() {
  const scripts = await Promise.all(["portal.js", ASKED_FOR].map(async (name) => [name, await script(name)]));
  const files = [["portal.css", await style()], ...scripts, ...(await images())];
  await mkdir(path.dirname(target), { recursive: true });
  // Built beside the old one and then swapped, so that a running portal never sees half of it.
  const fresh = await mkdtemp(`${target}-`);
  const manifest = {};
  let total = 0;
  for (const [name, content] of files) {
    const made = await write(fresh, name, content);
    manifest[name] = made.file;
    total += name === ASKED_FOR ? 0 : made.gzip;
    console.log(`${made.file}  ${made.bytes} bytes, ${made.gzip} gzip, ${made.brotli} brotli`);
  }
  await writeFile(path.join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await chmod(fresh, 0o755);
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
  console.log(`first visit: ${total} bytes compressed, limit ${FIRST_VISIT_LIMIT}`);
  if (total > FIRST_VISIT_LIMIT) {
    throw new Error("The styles and scripts have grown beyond what a first visit may cost");
  }
}

await main();
