// Bundles the style sheet, the behaviours and the chart module into ui/static/dist.
// Every app's assets/*.css, assets/*.js and assets/icons.txt are found here, so no list has to be edited.
import { mkdirSync, readFileSync, readdirSync, existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { trimmed } from "./tabler.mjs";

const own = dirname(fileURLToPath(import.meta.url));
const apps = join(own, "..", "..");
const root = join(apps, "..", "..");
const out = process.env.DUKAO_DIST ?? join(own, "..", "static", "dist");
const iconFolder = join(root, "node_modules", "@tabler", "icons", "icons", "outline");

const byName = (a, b) => (a < b ? -1 : 1);
const assetFolders = () => readdirSync(apps).map((app) => join(apps, app, "assets")).filter(existsSync).sort(byName);
const filesEnding = (suffix) => assetFolders().flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith(suffix)).sort(byName).map((name) => join(folder, name)));
const asPath = (file) => `./${relative(root, file)}`;

function styleSheet() {
  return [
    '@import "@tabler/core/dist/css/tabler.css";',
    `@import "${asPath(join(own, "css", "index.css"))}";`,
    '@import "dukao-icons";',
    ...filesEnding(".css").map((file) => `@import "${asPath(file)}";`),
    `@import "${asPath(join(own, "css", "print.css"))}";`,
  ].join("\n");
}

function behaviours() {
  return [join(own, "js", "main.js"), ...filesEnding(".js")].map((file) => `import "${asPath(file)}";`).join("\n");
}

// An icon is a mask in the colour of the text: no font, no request, nothing the policy refuses.
function iconRule(name) {
  const file = join(iconFolder, `${name}.svg`);
  if (!existsSync(file)) throw new Error(`assets/icons.txt names "${name}", which @tabler/icons does not have`);
  const body = [...readFileSync(file, "utf8").matchAll(/<(path|circle|rect|line|polyline)[^>]*>/g)].map(([tag]) => tag).filter((tag) => !tag.includes("M0 0h24v24H0z")).join("");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#000" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${body}</svg>`;
  const encoded = svg.replace(/\s+/g, " ").replace(/"/g, "'").replace(/%/g, "%25").replace(/#/g, "%23").replace(/</g, "%3C").replace(/>/g, "%3E");
  return `.ti-${name} { --ti: url("data:image/svg+xml,${encoded}"); }`;
}

const icons = {
  name: "icons",
  setup(build) {
    build.onResolve({ filter: /^dukao-icons$/ }, () => ({ path: "icons", namespace: "icons" }));
    build.onLoad({ filter: /.*/, namespace: "icons" }, () => {
      const lists = filesEnding("icons.txt");
      const names = lists.flatMap((file) => readFileSync(file, "utf8").split(/\s+/).filter(Boolean));
      const rules = [...new Set(names)].sort(byName).map(iconRule);
      return { contents: ["/*! Icons: Tabler Icons, MIT licence */", ...rules].join("\n"), loader: "css", watchFiles: lists };
    });
  },
};

const tabler = {
  name: "tabler",
  setup(build) {
    build.onLoad({ filter: /tabler\.css$/ }, ({ path }) => {
      const css = readFileSync(path, "utf8");
      const [licence] = css.match(/\/\*![^]*?\*\//);
      return { contents: `${licence}\n${trimmed(css)}`, loader: "css" };
    });
  },
};

const shared = {
  absWorkingDir: root,
  alias: { dukao: join(own, "js") },
  bundle: true,
  format: "esm",
  legalComments: "eof",
  logLevel: "info",
  minify: true,
  plugins: [icons, tabler],
  // Office desktops keep their browser for years.
  target: ["chrome87", "edge88", "firefox78", "safari15"],
};

const bundles = [
  { stdin: { contents: styleSheet(), resolveDir: root, sourcefile: "dukao.css", loader: "css" }, outfile: join(out, "dukao.css") },
  { stdin: { contents: behaviours(), resolveDir: root, sourcefile: "dukao.js", loader: "js" }, outfile: join(out, "dukao.js") },
  { entryPoints: [join(own, "js", "charts.js")], outfile: join(out, "charts.js") },
  // Of one page alone; its worker runs beside it and must be a file of its own.
  { entryPoints: [join(apps, "patrols", "assets", "field", "index.js")], outfile: join(out, "field.js") },
  { entryPoints: [join(apps, "patrols", "assets", "field", "worker.js")], outfile: join(out, "field-worker.js"), format: "iife" },
];

mkdirSync(out, { recursive: true });
if (process.argv.includes("--watch")) {
  for (const bundle of bundles) await (await esbuild.context({ ...shared, ...bundle })).watch();
} else {
  await Promise.all(bundles.map((bundle) => esbuild.build({ ...shared, ...bundle })));
}
