/*
 * Types: writes src/generated/api.ts from Python's schemas. With --check it writes nothing, and
 * fails if the file is not up to date.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const target = join(here, "../src/generated/api.ts");
const python = [join(root, ".venv/bin/python"), "python3"].find((path) => path === "python3" || existsSync(path));

const BANNER = "/** The wire's types, made from Python's schemas by `make types`. Changes here are overwritten. */";
const JSON_VALUE = `export type JsonValue = null | boolean | number | string | JsonValue[] | { [name: string]: JsonValue };`;

function exportedSchema() {
  const options = { cwd: root, encoding: "utf8", maxBuffer: 16_000_000 };
  return JSON.parse(execFileSync(python, ["manage.py", "export_schemas"], options));
}

async function generated() {
  const schema = exportedSchema();
  // A value of any JSON is recursive, which the generator would flatten to `unknown`.
  schema.definitions.JsonValue = { tsType: "JsonValue" };
  const types = await compile(schema, "Wire", {
    additionalProperties: false,
    bannerComment: BANNER,
    style: { printWidth: 110 },
    ignoreMinAndMaxItems: true,
  });
  const kept = types
    .split("\n")
    .filter((line) => !/^export type JsonValue = JsonValue;?$/.test(line))
    .join("\n");
  return kept.replace(BANNER, `${BANNER}\n\n${JSON_VALUE}`);
}

const text = await generated();
if (process.argv.includes("--check")) {
  if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
    console.error("static/src/generated/api.ts is not up to date: run `make types`.");
    process.exit(1);
  }
} else {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
