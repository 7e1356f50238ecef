// The rules of generated clients, for the runtime and its tests.  Run from the root of the repository with --config.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const folder = dirname(fileURLToPath(import.meta.url));

export default defineConfig(globalIgnores(["**/eslint.config.js"]), tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked, {
  languageOptions: {
    parserOptions: { project: [resolve(folder, "tsconfig.json")], tsconfigRootDir: resolve(folder, "../..") },
  },
});
