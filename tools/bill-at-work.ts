import { text } from 'node:stream/consumers';

// Reads a bill of materials (CycloneDX, of `npm sbom`) and writes it without the tools: what is only there to develop.
// `npm sbom --omit dev` also leaves out what a tool and the gateway both use.

interface Part {
  readonly 'bom-ref': string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}
interface Bill {
  readonly components: readonly Part[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const bill = JSON.parse(await text(process.stdin)) as Bill;
const tools = new Set(
  bill.components
    .filter(({ properties = [] }) =>
      properties.some(({ name, value }) => name.endsWith(':development') && value === 'true'),
    )
    .map((part) => part['bom-ref']),
);
const atWork = {
  ...bill,
  components: bill.components.filter((part) => !tools.has(part['bom-ref'])),
  dependencies: bill.dependencies
    .filter(({ ref }) => !tools.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => !tools.has(one)) })),
};
process.stdout.write(`${JSON.stringify(atWork, null, 2)}\n`);
