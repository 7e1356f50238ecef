// Calls actions with a built TypeScript client; reads the calls from standard input and prints an answer each, as JSON lines.
// Arguments: the built client's index.js, the address of an API, its keys.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [module, baseUrl, publicKey, privateKey] = process.argv.slice(2);
const { Client } = await import(pathToFileURL(module));
const client = new Client({ baseUrl, publicKey, privateKey, maxRetries: 0 });

async function call({ service, method, values }) {
  try {
    const response = await client[service][method](values);
    const { raw, deviations } = response.$metadata;
    return { raw, response, deviations: deviations.map(String) };
  } catch (error) {
    if (error.code === undefined) throw error;
    return { code: error.code };
  }
}

for (const named of JSON.parse(readFileSync(0, "utf8"))) {
  console.log(JSON.stringify(await call(named)));
}
