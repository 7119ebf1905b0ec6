// What the house promises, read off the sources. `node .ci/house.mjs` prints each breach and ends with 1.
//
// - no line of Rust is longer than 120 characters, texts included;
// - no function of app is longer than 60 lines (the table of routes apart);
// - no two modules of a crate import each other, directly or around a circle (calendar and refusal of entity apart: two pure types);
// - every address stands in entity/src/address.rs, each with a route, and is written nowhere else;
// - server holds no French sentence;
// - French on screen has a no-break space before : and a narrow one before ; ! ? and inside « »;
// - a <textarea> stands in app/src/ui/textarea.rs alone, which escapes its text.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const WIDTH = 120;
const LINES = 60;
const ROUTES = "app/src/http/routes.rs";
const BOOK = "entity/src/address.rs";
/** Routes that are no pages: files named by their content, tiles of the log. */
const NO_PAGES = new Set(["/pkg/{name}", "/journal/tile/entries/{*path}", "/journal/tile/{level}/{*path}"]);

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.rs"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter(Boolean)
  .flatMap((path) => {
    try {
      return [{ path, text: readFileSync(join(root, path), "utf8") }];
    } catch {
      return []; // removed, and not committed yet
    }
  });
const breaches = [];
const breach = (path, line, what) => breaches.push(`${path}:${line}: ${what}`);

/** The text of a file up to its unit tests. */
const withoutTests = (text) => text.split(/^#\[cfg\(test\)\]\nmod \w+ \{/m)[0];

// Widths and lengths.
for (const { path, text } of files) {
  const lines = text.split("\n");
  lines.forEach((line, at) => {
    if ([...line].length > WIDTH) breach(path, at + 1, `${[...line].length} characters, the most is ${WIDTH}`);
  });
  if (!path.startsWith("app/")) continue;
  lines.forEach((line, at) => {
    const [, indent, name] = line.match(/^(\s*)(?:pub(?:\([^)]*\))? )?(?:default |const |async |unsafe |extern "C" )*fn (\w+)/) ?? [];
    if (name === undefined || line.endsWith(";")) return;
    const length = lines.slice(at).indexOf(`${indent}}`) + 1;
    if (length > LINES && !(path === ROUTES && name === "site")) breach(path, at + 1, `${name} has ${length} lines, the most is ${LINES}`);
  });
}

// Circles.
/** The paths that a use tree names, each a list of segments. */
function named(tree, prefix = []) {
  const parts = [];
  let [depth, part] = [0, ""];
  for (const letter of `${tree},`) {
    if (letter === "{") depth++;
    if (letter === "}") depth--;
    if (letter === "," && depth === 0) {
      if (part.trim()) parts.push(part.trim());
      part = "";
    } else part += letter;
  }
  return parts.flatMap((part) => {
    const [, before, inside] = part.match(/^([^{]*)\{([\s\S]*)\}$/) ?? [];
    if (inside !== undefined) return named(inside, [...prefix, ...before.trim().split("::").filter(Boolean)]);
    return [[...prefix, ...part.replace(/\s+as\s+\w+$/, "").split("::")]];
  });
}

function circles(crate) {
  const modules = new Map();
  for (const { path, text } of files) {
    if (!path.startsWith(`${crate}/src/`) || /(^|\/)(main|tests)\.rs$/.test(path)) continue;
    const name = path.slice(crate.length + 5, -3);
    modules.set(name === "lib" ? "" : name.replaceAll("/", "::").replace(/::mod$/, ""), { path, text: withoutTests(text) });
  }
  // What the root passes on belongs to the module that it comes from.
  const passedOn = new Map();
  for (const [, tree] of (modules.get("")?.text ?? "").matchAll(/^pub use ([^;]+);/gm))
    for (const path of named(tree))
      passedOn.set(
        path.at(-1),
        path
          .filter((part) => part !== "self" && part !== "crate")
          .slice(0, -1)
          .join("::"),
      );
  const find = (segments) => {
    if (segments.length === 1 && passedOn.has(segments[0])) return passedOn.get(segments[0]);
    for (let length = segments.length; length > 0; length--) {
      const name = segments.slice(0, length).join("::");
      if (modules.has(name)) return name;
    }
    return undefined;
  };
  const absolute = (segments, module) => {
    const [here, rest] = [module === "" ? [] : module.split("::"), [...segments]];
    if (rest[0] === "crate") return rest.slice(1);
    if (rest[0] === "self") return [...here, ...rest.slice(1)];
    if (rest[0] !== "super") return modules.has([...here, rest[0]].join("::")) ? [...here, ...rest] : undefined;
    while (rest[0] === "super") {
      here.pop();
      rest.shift();
    }
    return [...here, ...rest];
  };
  const imports = new Map();
  for (const [module, { text }] of modules) {
    if (module === "") continue;
    const code = text.replace(/\/\/.*$/gm, "");
    const paths = [...code.matchAll(/^\s*(?:pub(?:\([^)]*\))? )?use ([^;]+);/gm)].flatMap(([, tree]) => named(tree));
    for (const [path] of code.replace(/^\s*(pub(\([^)]*\))? )?use [^;]+;/gm, "").matchAll(/\b(?:crate|super|self)(?:::\w+)+/g))
      paths.push(path.split("::"));
    const targets = paths.map((path) => absolute(path, module)).map((path) => path && find(path));
    imports.set(module, new Set(targets.filter((target) => target !== undefined && target !== module && target !== "")));
  }
  // Tarjan: modules that reach each other.
  const [index, low, stack, found] = [new Map(), new Map(), [], []];
  const visit = (module) => {
    index.set(module, index.size);
    low.set(module, index.get(module));
    stack.push(module);
    for (const target of imports.get(module) ?? []) {
      if (!index.has(target)) visit(target);
      if (stack.includes(target)) low.set(module, Math.min(low.get(module), low.get(target)));
    }
    if (low.get(module) !== index.get(module)) return;
    const group = stack.splice(stack.indexOf(module));
    if (group.length > 1) found.push(group.sort());
  };
  for (const module of imports.keys()) if (!index.has(module)) visit(module);
  for (const group of found) {
    if (crate === "entity" && group.join() === "calendar,refusal") continue;
    const edges = group.flatMap((from) => group.filter((to) => imports.get(from).has(to)).map((to) => `${from} → ${to}`));
    breach(`${crate}/src`, 1, `modules import each other: ${edges.join(", ")}`);
  }
}
for (const crate of ["entity", "server", "app", "app/wording", "app/browser/draft", "app/browser/live", "migration"]) circles(crate);

// Addresses.
const source = (path) => files.find((file) => file.path === path)?.text ?? "";
const book = [...source(BOOK).matchAll(/^ {4}\w+(?:\([^)]*\))? = "([^"]+)",$/gm)].map(([, pattern]) => pattern);
const routes = [...source(ROUTES).matchAll(/\.route\("([^"]+)"/g)].map(([, pattern]) => pattern);
for (const pattern of book) if (!routes.includes(pattern)) breach(BOOK, 1, `${pattern} has no route`);
for (const pattern of routes)
  if (!book.includes(pattern) && !NO_PAGES.has(pattern)) breach(ROUTES, 1, `${pattern} has no place in ${BOOK}`);
const first = [...new Set(book.map((pattern) => pattern.split("/")[1]).filter(Boolean))].map((part) => part.replaceAll(".", "\\."));
const address = new RegExp(`["}](/(?:${first.join("|")})(?:["/?#{][^"]*)?)"`, "g");
for (const { path, text } of files) {
  // The API holds the book of its own addresses, which its document describes.
  if (!/^(app|server)\/src\//.test(path) || path === ROUTES || path.startsWith("app/src/http/api")) continue;
  withoutTests(text)
    .split("\n")
    .forEach((line, at) => {
      if (/^\s*\/\//.test(line)) return;
      for (const [, found] of line.matchAll(address)) breach(path, at + 1, `an address as text: ${found}`);
    });
}

// French in server: accents, guillemets, apostrophes and arrows of print; beside another word, a colon after a space or
// a common word of French that is none of English or SQL. What is read and never shown may be French: a pattern of a
// match, the words by which people search for a collectivité, and one word alone, which is a code.
const marks = /[àâçèéêëîïôùûœÀÂÇÈÉÊËÎÏÔÙÛŒ«»’…→°€]|\\u\{(?:a0|202f)\}/;
const common = [
  "aucune?|aux?|avant|avec|cette|ces|chez|comme|dans|des|dont|du|elles?|est|et|ils?|jamais|les?|la|leurs?|mais|ne|ni|nos|notre|nous|ont",
  "pas|pour|que|qui|sans|ses|sont|sous|sur|une?|vers|votre|vos|vous",
  "besoins?|bulletins?|candidatures?|collectivite|courriel|enveloppe|fichier|formulaire|groupement|inconnue?|lignes?|manque(?:nt)?",
  "modifier|personnes?|projets?|sauvegarde|serveurs?|verrou",
];
const sentence = new RegExp(`[\\p{L}\\d}»)\\]] [:;!?](?=\\s|\\\\n|$)|(?<![\\p{L}\\d_{'-])(?:${common.join("|")})(?![\\p{L}\\d_-])`, "iu");
const READ = "server/src/reference/search/names.rs";
const literal = /\/\/[^\n]*|'(?:\\.|[^\\'])'|r#"([\s\S]*?)"#|"((?:[^"\\]|\\[\s\S])*)"(\s*(?:=>|\| ))?/g;
for (const { path, text } of files) {
  if (!path.startsWith("server/src/") || path === READ) continue;
  for (const { 1: raw, 2: plain, 3: pattern, index } of withoutTests(text).matchAll(literal)) {
    const found = raw ?? (pattern === undefined ? plain : "") ?? "";
    if (marks.test(found) || (/\s/.test(found) && sentence.test(found)))
      breach(path, text.slice(0, index).split("\n").length, `French in server: ${found.slice(0, 60)}`);
  }
}

// Spaces of French typography, in what people read: literals of the pages and of their words, texts, the campaign that
// comes with the executable. What a terminal shows keeps plain spaces.
const narrow = /(?<=^|[\p{L}\p{N}»)}\].…%€’”"]) (?:(?=[:;!?](?:\s|$|[»)\]]|\\n))|(?=»))|(?<=«) /u;
const shown = (path) => /^app\/(?:src\/(?:page|ui)|wording\/src)\//.test(path) && !path.includes("operator");
const plainSpace = (path, line, text) => {
  if (narrow.test(text)) breach(path, line, `a plain space in French typography: ${text.trim().slice(0, 60)}`);
};
for (const { path, text } of files) {
  if (!shown(path)) continue;
  const tested = withoutTests(text);
  for (const { 1: raw, 2: plain, index } of tested.matchAll(literal))
    plainSpace(path, tested.slice(0, index).split("\n").length, raw ?? plain ?? "");
}
const texts = execFileSync("git", ["ls-files", "app/texts/*.md", "server/campaigns/*.toml"], { cwd: root, encoding: "utf8" });
for (const path of texts.split("\n").filter(Boolean))
  readFileSync(join(root, path), "utf8")
    .split("\n")
    .forEach((line, at) => {
      if (!line.startsWith("#") || path.endsWith(".md")) plainSpace(path, at + 1, line);
    });

// Text areas.
for (const { path, text } of files)
  if (path.startsWith("app/src/") && path !== "app/src/ui/textarea.rs" && text.includes("<textarea"))
    breach(path, 1, "a <textarea> that does not escape its text");

for (const line of breaches) console.error(line);
if (breaches.length > 0) {
  console.error(`${breaches.length} breaches of what the house promises (.ci/house.mjs says which)`);
  process.exit(1);
}
