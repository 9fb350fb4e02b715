// The extension in the real workbench: starts code-server and a headless Chromium, and runs
// suite.cjs in the extension host.
//
//     node workbench/run.mjs CODE_SERVER_FOLDER [PICTURES]
//
// Then it opens an untrusted folder, where no tests can run in the host: what is seen is looked at.
//
// CODE_SERVER_FOLDER holds node_modules/code-server and node_modules/playwright-core; docs/editor.md
// tells how it is made. Node must be the major version that code-server wants. Needs `npm run
// bundle` first, python3 with pyc, and `pyc-lsp` on PATH.

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const EXTENSION = dirname(HERE);
const PATIENCE = 400_000; // milliseconds for the whole suite, on a machine with other work
const SETTINGS = {
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "git.enabled": false,
  "workbench.tips.enabled": false,
  "pyc.costGutter.enabled": true,
};
// Paths belong to a machine: where the workbench is a browser, the one that code-server runs on.
const MACHINE_SETTINGS = { "pyc.server.command": ["python3", "-m", "pyc.lsp"] };

const [, , given, pictures] = process.argv;
if (given === undefined) {
  console.error("usage: node workbench/run.mjs CODE_SERVER_FOLDER [PICTURES]");
  process.exit(2);
}
const installed = resolve(given, "node_modules");
const { chromium } = createRequire(join(installed, "x.js"))("playwright-core");
const folder = mkdtempSync(join(tmpdir(), "pyc-workbench-"));
const port = await freePort();
const workspace = prepared();
let status = 1;
try {
  status = await served(["--disable-workspace-trust"], suite);
  if (status === 0) {
    status = await served([], untrusted);
  }
} finally {
  if (status !== 0 && pictures !== undefined) {
    cpSync(join(folder, "user", "logs"), join(pictures, "logs"), { recursive: true });
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
process.exit(status);

function prepared() {
  const made = join(folder, "project");
  mkdirSync(made);
  for (const [name, settings] of Object.entries({ User: SETTINGS, Machine: MACHINE_SETTINGS })) {
    mkdirSync(join(folder, "user", name), { recursive: true });
    writeFileSync(join(folder, "user", name, "settings.json"), JSON.stringify(settings));
  }
  writeFileSync(join(folder, "config.yaml"), `bind-addr: 127.0.0.1:${port}\nauth: none\ncert: false\n`);
  return made;
}

/** What `work` gives while a server runs. */
async function served(more, work) {
  // PATH is this one, not that of a login shell; object code is of this run.
  const env = { ...process.env, VSCODE_CLI: "1", XDG_CACHE_HOME: join(folder, "cache") };
  const server = spawn(process.execPath, [...serverArguments(), ...more], { detached: true, stdio: "ignore", env });
  try {
    await answers(`http://127.0.0.1:${port}/healthz`);
    return await work();
  } finally {
    const ended = new Promise((done) => server.on("exit", done));
    process.kill(-server.pid);
    await ended;
  }
}

function serverArguments() {
  return [
    join(installed, "code-server", "out", "node", "entry.js"),
    "--config", join(folder, "config.yaml"),
    "--user-data-dir", join(folder, "user"),
    "--extensions-dir", join(folder, "extensions"),
    "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override",
    "--reconnection-grace-time", "1",
  ];
}

/** Its exit status, as the extension host reports it. */
async function suite() {
  return inBrowser("trusted", { tests: join(HERE, "suite.cjs") }, async (page, shoot) => {
    await page.exposeFunction("codeAutomationLog", async (_type, words) => {
      const text = words.join(" ");
      if (text.startsWith("picture ")) {
        await shoot(text.slice("picture ".length));
      } else {
        console.log(text);
      }
    });
    const ended = new Promise((done) => page.exposeFunction("codeAutomationExit", done));
    await page.goto(`http://127.0.0.1:${port}/?folder=${workspace}`, { timeout: PATIENCE });
    const late = new Promise((done) => setTimeout(() => done(124), PATIENCE).unref());
    const code = await Promise.race([ended, late]);
    await shoot(code === 0 ? "end" : "failure");
    return code;
  });
}

/** Analysis, but nothing that builds or runs: lenses and the run menu lack it, and nothing was written. */
async function untrusted() {
  // What is named as a module that the server imports must not be run instead of it.
  writeFileSync(join(workspace, "asyncio.py"), `open(${JSON.stringify(join(workspace, "it-ran"))}, "w")\n`);
  const before = readdirSync(workspace).sort().join();
  return inBrowser("untrusted", {}, async (page, shoot) => {
    try {
      await page.goto(`http://127.0.0.1:${port}/?folder=${workspace}`, { timeout: PATIENCE });
      await page.getByRole("treeitem", { name: "prog.py" }).dblclick({ timeout: PATIENCE });
      const lenses = page.locator(".codelens-decoration");
      await lenses.filter({ hasText: "native" }).first().waitFor({ timeout: PATIENCE });
      const told = (await lenses.allInnerTexts()).join(" ");
      await shoot("untrusted");
      const restricted = await page.getByText("Restricted Mode").count();
      const wrong = [
        restricted === 0 && "the workspace is trusted",
        /\b(compile|run|debug|compare)\b/.test(told) && `lenses build or run: ${told}`,
        readdirSync(workspace).sort().join() !== before && "something was written",
      ].filter(Boolean);
      console.log(wrong.length === 0 ? "ok      an untrusted folder is analysed, and nothing of it built or run" : `FAILED  ${wrong.join("; ")}`);
      return wrong.length === 0 ? 0 : 1;
    } catch (error) {
      await page.locator(".statusbar-item", { hasText: "pyc" }).last().click().catch(() => undefined); // shows the output
      await new Promise((done) => setTimeout(done, 2000));
      await shoot("failure");
      console.log(`FAILED  an untrusted folder: ${error.stack}`);
      return 1;
    }
  });
}

/** What `work(page, shoot)` gives, in a browser of its own with the extension under development. */
async function inBrowser(name, { tests }, work) {
  const browser = await chromium.launchPersistentContext(join(folder, name), {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    viewport: { width: 1400, height: 900 },
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
  });
  try {
    await browser.grantPermissions(["clipboard-read", "clipboard-write"], { origin: `http://127.0.0.1:${port}` });
    const page = browser.pages()[0] ?? (await browser.newPage());
    const shoot = async (picture) => {
      if (pictures !== undefined) {
        mkdirSync(pictures, { recursive: true });
        await page.screenshot({ path: join(pictures, `${picture}.png`) });
      }
    };
    await page.addInitScript(asTestHost, { host: `127.0.0.1:${port}`, extension: EXTENSION, tests });
    return await work(page, shoot);
  } finally {
    await browser.close();
  }
}

/** In the page: a built workbench takes a development extension from its bootstrap data alone. */
function asTestHost({ host, extension, tests }) {
  const uri = (path) => ({ $mid: 1, scheme: "vscode-remote", authority: host, path });
  new MutationObserver((_changes, observer) => {
    const found = document.getElementById("vscode-workbench-web-configuration");
    if (found === null) {
      return;
    }
    observer.disconnect();
    const data = JSON.parse(found.getAttribute("data-settings"));
    data.developmentOptions = {
      ...(data.developmentOptions ?? {}),
      extensions: [uri(extension)],
      ...(tests === undefined ? {} : { enableSmokeTestDriver: true, extensionTestsPath: uri(tests) }),
    };
    found.setAttribute("data-settings", JSON.stringify(data));
  }).observe(document, { childList: true, subtree: true });
}

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

async function answers(address) {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    try {
      if ((await fetch(address)).ok) {
        return;
      }
    } catch {
      // not yet
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`${address} does not answer`);
}
