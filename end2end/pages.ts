/**
 * Every page of the app, a line each: what axe, the console's silence and the screenshots look at. A route of
 * `crates/frontend/src/app.rs` that is missing here is found by `cargo xtask tidy`.
 */
export const PAGES: Page[] = [
  { route: "/", by: "nobody", lands: "/sign-in" },
  { route: "/sign-in", by: "nobody" },
  { route: "/set-up", by: "nobody", fresh: true },
  { route: "/invite", by: "nobody", query: "?token=nobody-made-this" },
  { route: "/reset", by: "nobody", query: "?token=nobody-made-this" },
  { route: "/b/:broker" },
  { route: "/b/:broker", query: "?states=table", as: "table" },
  { route: "/b/:broker/find", query: "?text=512" },
  { route: "/b/:broker/pool" },
  { route: "/b/:broker/pool/add" },
  { route: "/b/:broker/pool/change", query: "?act=retire&all=true" },
  { route: "/b/:broker/pool/sync" },
  { route: "/b/:broker/pool/buy" },
  { route: "/b/:broker/pool/:number" },
  { route: "/b/:broker/pool/:number/edit" },
  { route: "/b/:broker/pool/:number/rest" },
  { route: "/b/:broker/pool/:number/activate" },
  { route: "/b/:broker/pool/:number/retire" },
  { route: "/b/:broker/pool/:number/release" },
  { route: "/b/:broker/leads" },
  { route: "/b/:broker/leads/new" },
  { route: "/b/:broker/leads/import" },
  { route: "/b/:broker/leads/:lead" },
  { route: "/b/:broker/leads/:lead", of: "booked" },
  { route: "/b/:broker/leads/:lead", of: "unreachable" },
  { route: "/b/:broker/leads/:lead", of: "released" },
  { route: "/b/:broker/leads/:lead/edit" },
  { route: "/b/:broker/leads/:lead/call" },
  { route: "/b/:broker/leads/:lead/callback" },
  { route: "/b/:broker/leads/:lead/release" },
  { route: "/b/:broker/leads/:lead/lock" },
  { route: "/b/:broker/leads/:lead/rehome" },
  { route: "/b/:broker/leads/:lead/deal" },
  { route: "/b/:broker/leads/:lead/suppress" },
  { route: "/b/:broker/leads/:lead/erase" },
  { route: "/b/:broker/leads/:lead/correct" },
  { route: "/b/:broker/imports" },
  { route: "/b/:broker/imports/:import" },
  { route: "/b/:broker/many/release", query: "?silent=1" },
  { route: "/b/:broker/many/suppress", query: "?leads=:lead" },
  { route: "/b/:broker/assignments" },
  { route: "/b/:broker/analytics" },
  { route: "/b/:broker/calls" },
  { route: "/b/:broker/counted" },
  { route: "/b/:broker/diagnostics" },
  { route: "/b/:broker/diagnostics/:check" },
  { route: "/b/:broker/diagnostics/:check/:fix" },
  { route: "/b/:broker/activity" },
  { route: "/b/:broker/settings" },
  { route: "/b/:broker/settings/users" },
  { route: "/b/:broker/settings/users/invite" },
  { route: "/b/:broker/settings/keys" },
  { route: "/b/:broker/settings/keys/new" },
  { route: "/b/:broker/settings/signalwire" },
  { route: "/b/:broker/settings/signalwire/edit" },
  { route: "/b/:broker/settings/n8n" },
  { route: "/b/:broker/settings/events" },
  { route: "/b/:broker/settings/events/new" },
  { route: "/b/:broker/settings/events/deliveries/:delivery" },
  { route: "/b/:broker/settings/events/:endpoint" },
  { route: "/b/:broker/settings/events/:endpoint/edit" },
  { route: "/account" },
  { route: "/shortcuts" },
  { route: "/admin/analytics", by: "admin" },
  { route: "/admin/analytics/brokers", by: "admin" },
  { route: "/theme" },
  { route: "/admin/brokers", by: "admin" },
  { route: "/admin/brokers/new", by: "admin" },
  { route: "/admin/brokers/:broker/edit", by: "admin" },
  { route: "/admin/users", by: "admin" },
  { route: "/admin/users/invite", by: "admin" },
  { route: "/admin/signalwire", by: "admin" },
  { route: "/admin/signalwire/edit", by: "admin" },
  { route: "/admin/keys", by: "admin" },
  { route: "/admin/keys/new", by: "admin" },
  { route: "/no/such/page" },
];

export interface Page {
  /** As in app.rs, with the path of its parent before it. */
  route: string;
  query?: string;
  /** Another name than the route's, where the query makes it another page. */
  as?: string;
  /** Who looks: somebody of the broker unless said. */
  by?: "nobody" | "admin";
  /** Another lead or number than the usual one, by its name in the world. */
  of?: string;
  /** Only a program without any data shows it. */
  fresh?: boolean;
  /** Where it leads, if it shows nothing itself. */
  lands?: string;
}

/** What the parameters of routes stand for, and further leads and numbers by the state they are in. */
export type World = Record<string, string>;

/** The page's address; nothing where the world has not what it shows. */
export function address({ route, query = "", of }: Page, world: World): string | undefined {
  const names = [...route.matchAll(/:(\w+)/g)].map((match) => match[1]!);
  let path = route + query;
  // Every office has these.
  world = { check: "silent_held", fix: "release", ...world };
  for (const [, name] of path.matchAll(/:(\w+)/g)) {
    const value = of !== undefined && name === names.at(-1) ? world[of] : world[name!];
    if (value === undefined) return undefined;
    path = path.replace(`:${name}`, value);
  }
  return path;
}

/** A name for files and tests: `leads-one-edit`. */
export function pageName({ route, of = undefined, as = of }: Page): string {
  const words = route.replace("/b/:broker", "").split("/").filter(Boolean);
  const name = words.map((word) => (word.startsWith(":") ? "one" : word)).join("-");
  const named = name || (route === "/" ? "start" : "dashboard");
  return as === undefined ? named : `${named}-${as}`;
}
