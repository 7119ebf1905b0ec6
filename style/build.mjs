// Builds target/site from this folder and from wasm-bindgen's output. `node build.mjs [--require-wasm]`

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const style = dirname(fileURLToPath(import.meta.url));
const target = join(style, "..", "target");
const site = join(target, "site");
const options = new Set(process.argv.slice(2));

/** What goes into target/site/pkg, by file name. */
const files = new Map();

const hash = (...contents) => {
  const sum = createHash("sha256");
  for (const content of contents) sum.update(content);
  return sum.digest("hex").slice(0, 12);
};

function missing(what, option) {
  if (options.has(option)) {
    console.error(`${what} (${option})`);
    process.exit(1);
  }
  console.log(`${what}: skipped`);
}

function add(name, content) {
  files.set(name, Buffer.from(content));
  return `pkg/${name}`;
}

/** Bundles one sheet: icons become data URLs, fonts become hashed files under /pkg/. */
// What wasm-bindgen's output uses and browsers of the last years know. Not --all-features: it lets wasm-opt write proposals
// (compact imports) that no browser reads.
const WASM_FEATURES = ["bulk-memory", "mutable-globals", "nontrapping-float-to-int", "sign-ext", "reference-types", "multivalue"].map(
  (feature) => `--enable-${feature}`,
);

async function sheet(name) {
  const result = await build({
    entryPoints: [join(style, `${name}.css`)],
    bundle: true,
    minify: true,
    write: false,
    outdir: target,
    publicPath: "/pkg/",
    assetNames: "[name]-[hash]",
    loader: { ".svg": "dataurl", ".woff2": "file" },
    target: ["chrome88", "firefox85", "safari14"],
    logLevel: "warning",
  });
  let css;
  for (const { path, contents } of result.outputFiles) {
    if (extname(path) === ".css") css = contents;
    else add(basename(path), contents);
  }
  return add(`${name}-${hash(css)}.css`, css);
}

/** The three files of a module: the address of the one that starts it, or null when it was not built. */
async function browserCode(module) {
  const script = join(target, "wasm-bindgen", `${module}.js`);
  const wasm = join(target, "wasm-bindgen", `${module}_bg.wasm`);
  if (!existsSync(script) || !existsSync(wasm)) {
    missing(`browser code: target/wasm-bindgen/${module}.js or ${module}_bg.wasm is absent`, "--require-wasm");
    return null;
  }
  const folder = mkdtempSync(join(tmpdir(), "terreau-wasm-"));
  let optimised;
  try {
    const out = join(folder, "out.wasm");
    const tool = join(style, "node_modules", "binaryen", "bin", "wasm-opt");
    execFileSync(process.execPath, [tool, "-Oz", ...WASM_FEATURES, wasm, "-o", out], { stdio: "inherit" });
    optimised = readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const glue = (await transform(readFileSync(script, "utf8"), { minify: true, format: "esm" })).code;
  const name = `${module}-${hash(glue, optimised)}`;
  add(`${name}.js`, glue);
  add(`${name}_bg.wasm`, optimised);
  return add(`${name}-start.js`, `import start from "./${name}.js";start({module_or_path:"/pkg/${name}_bg.wasm"});\n`);
}

const neutral = await sheet("neutral");

// The licence of the type asks to go where the type goes.
add("public-sans-licence.txt", readFileSync(join(style, "fonts", "public-sans-licence.txt")));
const icon = readFileSync(join(style, "favicon.svg"));
const favicon = add(`favicon-${hash(icon)}.svg`, icon);
const live = await browserCode("live");
const receipt = await browserCode("receipt");
const draft = await browserCode("draft");

// Only now is the old site removed: a failed build leaves it whole.
rmSync(site, { recursive: true, force: true });
mkdirSync(join(site, "pkg"), { recursive: true });

const rows = [];
for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const path = join(site, "pkg", name);
  writeFileSync(path, content);
  const row = { file: name, raw: content.length, gzip: "-", brotli: "-" };
  if (extname(name) !== ".woff2") {
    const gzip = gzipSync(content, { level: 9 });
    const brotli = brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    });
    writeFileSync(`${path}.gz`, gzip);
    writeFileSync(`${path}.br`, brotli);
    Object.assign(row, { gzip: gzip.length, brotli: brotli.length });
  }
  rows.push(row);
}

const version = hash(...[...files].sort(([a], [b]) => (a < b ? -1 : 1)).flat());
const manifest = {
  version,
  live,
  receipt,
  draft,
  sheet: neutral,
  favicon,
};
writeFileSync(join(site, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
console.table(rows);
