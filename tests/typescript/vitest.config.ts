import { defineConfig } from "vitest/config";

// Other tests may keep the machine busy.
export default defineConfig({ test: { testTimeout: 30_000 } });
