// The extension in the real workbench: starts code-server and a headless Chromium, and runs
// suite.cjs in the extension host.
//
//     node workbench/run.mjs CODE_SERVER_FOLDER [PICTURES]
//
// CODE_SERVER_FOLDER holds node_modules/code-server and node_modules/playwright-core; docs/editor.md
// tells how it is made. Node must be the major version that code-server wants. Needs `npm run
// bundle` first, and python3 with pyc and its server.

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const EXTENSION = dirname(HERE);
const PATIENCE = 240_000; // milliseconds for the whole suite, on a machine with other work
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
const server = spawn(process.execPath, serverArguments(), { detached: true, stdio: "ignore" });
let status = 1;
try {
  await answers(`http://127.0.0.1:${port}/healthz`);
  status = await suite();
} finally {
  process.kill(-server.pid);
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

function serverArguments() {
  return [
    join(installed, "code-server", "out", "node", "entry.js"),
    "--config", join(folder, "config.yaml"),
    "--user-data-dir", join(folder, "user"),
    "--extensions-dir", join(folder, "extensions"),
    "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override",
    "--disable-workspace-trust", "--reconnection-grace-time", "1",
  ];
}

/** Its exit status, as the extension host reports it. */
async function suite() {
  const browser = await chromium.launchPersistentContext(join(folder, "browser"), {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    viewport: { width: 1400, height: 900 },
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
  });
  try {
    const page = browser.pages()[0] ?? (await browser.newPage());
    const shoot = async (name) => {
      if (pictures !== undefined) {
        mkdirSync(pictures, { recursive: true });
        await page.screenshot({ path: join(pictures, `${name}.png`) });
      }
    };
    await page.exposeFunction("codeAutomationLog", async (_type, words) => {
      const text = words.join(" ");
      if (text.startsWith("picture ")) {
        await shoot(text.slice("picture ".length));
      } else {
        console.log(text);
      }
    });
    const ended = new Promise((done) => page.exposeFunction("codeAutomationExit", done));
    await page.addInitScript(asTestHost, { host: `127.0.0.1:${port}`, extension: EXTENSION, tests: join(HERE, "suite.cjs") });
    await page.goto(`http://127.0.0.1:${port}/?folder=${workspace}`, { timeout: PATIENCE });
    const late = new Promise((done) => setTimeout(() => done(124), PATIENCE).unref());
    const code = await Promise.race([ended, late]);
    await shoot(code === 0 ? "end" : "failure");
    return code;
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
      enableSmokeTestDriver: true,
      extensions: [uri(extension)],
      extensionTestsPath: uri(tests),
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
