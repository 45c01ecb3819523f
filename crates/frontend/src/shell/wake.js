(folder, program, parts) => {
  const AT_ONCE = 6;
  const fetchAhead = (rel, file, as) => {
    const link = document.createElement("link");
    Object.assign(link, { rel, as, href: `${folder}/${file}`, crossOrigin: "anonymous" });
    document.head.append(link);
  };
  const own = new Set([...document.querySelectorAll("meta[name=part]")].flatMap(({ content }) => parts[content] ?? []));
  const others = new Set(Object.values(parts).flat().filter((part) => !own.has(part)));
  // Between two long pieces of work the browser paints and hears.
  const pause = () => new Promise((done) => setTimeout(done));
  const idle = () => new Promise((done) => (self.requestIdleCallback ?? setTimeout)(done));
  const wake = async () => {
    let asked = 0;
    const script = import(`${folder}/${program.script}`);
    fetchAhead("modulepreload", program.loader, "script");
    fetchAhead("preload", program.wasm, "fetch");
    for (const part of own) {
      fetchAhead("preload", `${part}.wasm`, "fetch");
      if ((asked += 1) % AT_ONCE === 0) await pause();
    }
    const { default: start, hydrate } = await script;
    await start({ module_or_path: `${folder}/${program.wasm}` });
    await pause();
    hydrate();
    // A link with rel=prefetch would do in Chromium alone: Safari follows none, and Firefox none under our policy.
    if (navigator.connection?.saveData) return;
    try {
      for (const part of others) {
        await idle();
        const ahead = await fetch(`${folder}/${part}.wasm`, { priority: "low" });
        await ahead.arrayBuffer();
      }
    } catch {
      // What did not come is fetched when its page is opened, which says what is wrong.
    }
  };
  // Nobody sees the paint of a page that is opened in the background, and no frame comes.
  if (document.hidden) wake();
  else requestAnimationFrame(() => setTimeout(wake));
}
