// Three servers over one database of demonstration data: one without tiles, one whose tiles nobody serves, one
// whose tiles come from loopback.
import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateSync } from "node:zlib";

const binary = path.resolve(process.env["BOUCLE_BIN"] ?? "target/debug/boucle");

/** A name that no layout expects, with its page's address. */
export const LONG = "Ressourcerie-Recyclerie Intercommunale de la Vallée du Haut-Anjou Segréen et du Pays de Château-Gontier";

/** A Wednesday of the days to come, "Nov 26": a closure that its sheet tells ahead. */
function wednesday(): string {
  const day = new Date();
  do day.setDate(day.getDate() + 1);
  while (day.getDay() !== 3);
  return `${day.toLocaleDateString("en-GB", { month: "short" }).slice(0, 3)} ${String(day.getDate()).padStart(2, "0")}`;
}

const long = {
  type: "FeatureCollection",
  features: [{
    type: "Feature",
    id: "long-1",
    geometry: { type: "Point", coordinates: [-0.70272, 47.82823] },
    properties: {
      name: LONG,
      categories: ["ressourcerie"],
      offers: [{ action: "donner", objects: ["meuble", "velo"] }, { action: "reparer", objects: ["velo"] }],
      labels: ["ess", "reparacteur", "qualirepar"],
      summary: "Un nom qui ne tient nulle part.",
      description: "Meubles, vélos et objets de la maison sont collectés, réparés puis revendus à petit prix par une équipe de salariés et de bénévoles. Un atelier ouvert permet de réparer soi-même son vélo avec les outils et les conseils de la maison.",
      opening_hours: `Tu-Fr 09:30-12:00,14:00-18:30; Sa 10:00-18:00; ${wednesday()} off`,
      deposit_hours: "We,Sa 10:00-12:00,14:00-17:00",
      wheelchair: "yes",
      phone: "02 99 00 00 00",
      email: "accueil-de-la-ressourcerie-intercommunale@example.org",
      email_public: true,
      networks: ["Réseau imaginaire des ressourceries"],
      address: { lines: ["Zone artisanale intercommunale de la Vallée-du-Haut-Anjou-Segréen"], postal_code: "53200", city: "Château-Gontier-sur-Mayenne", insee: "53062" },
      website: "https://example.org/une-adresse-qui-ne-finit-pas/et-qui-ne-se-coupe-nulle-part-tant-elle-est-longue",
    },
  }],
};

/** Three structures behind one door. */
export const SHARED = "Maison partagée de la Croisée";
export const DOOR: [number, number] = [-2.2301, 46.9842];

const shared = {
  type: "FeatureCollection",
  features: ["cuisine", "couture", "vélo"].map((room, i) => ({
    type: "Feature",
    id: `shared-${i}`,
    geometry: { type: "Point", coordinates: DOOR },
    properties: { name: `${SHARED}, atelier ${room}`, categories: ["repair_cafe"] },
  })),
};

/** A port of loopback where nothing listens. */
async function deafPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

/** The check sum of PNG. */
function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** A white picture. */
function white(side: number): Buffer {
  const chunk = (kind: string, data: Buffer) => {
    const [length, named, sum] = [Buffer.alloc(4), Buffer.concat([Buffer.from(kind), data]), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 8;
  // Shades of grey, a byte to each; every row begins with the number of its filter, none.
  const rows = Buffer.alloc((side + 1) * side, 255);
  for (let y = 0; y < side; y += 1) rows[y * (side + 1)] = 0;
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/** A tile server on loopback: every tile is white, as the paper of most maps, and twice as fine where it is asked so. */
async function tileServer(): Promise<{ url: string; close: () => void }> {
  const [usual, fine] = [white(256), white(512)];
  const server = createHttpServer((request, answer) => answer.writeHead(200, { "Content-Type": "image/png", "Cache-Control": "max-age=86400" }).end(request.url?.includes("@2x") ? fine : usual));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no free port");
  return { url: `http://127.0.0.1:${address.port}/{z}/{x}/{y}{r}.png`, close: () => void server.close().closeAllConnections() };
}

function boucle(...args: string[]): void {
  const done = spawnSync(binary, args, { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`boucle ${args.join(" ")}: ${done.error?.message ?? done.stderr}`);
}

async function serve(folder: string, database: string, name: string, tiles: string): Promise<{ child: ChildProcess; url: string }> {
  const file = path.join(folder, `${name}.port`);
  const child = spawn(
    binary,
    ["serve", "--database", database, "--listen", "127.0.0.1:0", "--port-file", file, "--tiles-url", tiles, "--tiles-attribution", "© Essai", "--contact", "mailto:contact@example.org", "--operator", "Exploitant d’essai"],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  for (let i = 0; i < 300; i += 1) {
    if (child.exitCode !== null) throw new Error(`boucle serve ended: ${said}`);
    const address = existsSync(file) ? await readFile(file, "utf8") : "";
    if (address !== "") return { child, url: `http://${address.trim()}` };
    await new Promise((done) => setTimeout(done, 100));
  }
  child.kill();
  throw new Error(`boucle serve did not come up in 30 s: ${said}`);
}

export default async function setup(): Promise<() => Promise<void>> {
  if (!existsSync(binary)) throw new Error(`${binary} is missing: build it with cargo build, or name it in BOUCLE_BIN`);
  const folder = await mkdtemp(path.join(tmpdir(), "boucle-"));
  const database = `sqlite:${path.join(folder, "boucle.db")}`;
  const data = path.join(folder, "long.geojson");
  await writeFile(data, JSON.stringify({ ...long, features: [...long.features, ...shared.features] }));
  // Nothing of a test leaves the machine.
  boucle("setup", "--ademe-url", "none", "--database", database);
  // Pictures for the README show the demonstration set alone.
  if (process.env["BOUCLE_DEMO_ONLY"] === undefined) boucle("import", "geojson", data, "--mapping", "boucle", "--database", database);
  const tiles = await tileServer();
  const servers = await Promise.all([
    serve(folder, database, "none", "none"),
    serve(folder, database, "deaf", `http://127.0.0.1:${await deafPort()}/{z}/{x}/{y}.png`),
    serve(folder, database, "white", tiles.url),
  ]);
  [process.env["BOUCLE_URL"], process.env["BOUCLE_DEAF_TILES_URL"], process.env["BOUCLE_TILES_URL"]] = servers.map((s) => s.url);
  return async () => {
    tiles.close();
    await Promise.all(servers.map(({ child }) => new Promise((done) => {
      child.once("exit", done);
      child.kill("SIGTERM");
    })));
    await rm(folder, { recursive: true, force: true });
  };
}
