(folder, program, parts) => {
  const fetchAhead = (rel, file, as) => {
    const link = document.createElement("link");
    Object.assign(link, { rel, as, href: `${folder}/${file}`, crossOrigin: "anonymous" });
    document.head.append(link);
  };
  const own = new Set(parts[document.querySelector("meta[name=part]")?.content]);
  const others = new Set(Object.values(parts).flat().filter((part) => !own.has(part)));
  const wake = async () => {
    const script = import(`${folder}/${program.script}`);
    fetchAhead("modulepreload", program.loader, "script");
    fetchAhead("preload", program.wasm, "fetch");
    for (const part of own) fetchAhead("preload", `${part}.wasm`, "fetch");
    const { default: start, hydrate } = await script;
    await start({ module_or_path: `${folder}/${program.wasm}` });
    // Between two long pieces of work the browser paints and hears.
    await new Promise((done) => setTimeout(done));
    hydrate();
    for (const part of others) fetchAhead("prefetch", `${part}.wasm`, "fetch");
  };
  // Nobody sees the paint of a page that is opened in the background, and no frame comes.
  if (document.hidden) wake();
  else requestAnimationFrame(() => setTimeout(wake));
}
