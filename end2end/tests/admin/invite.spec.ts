import { Office, signOut } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

const PASSWORD = "another long password";

test("an invited colleague opens the link once, and is in the office", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550134"]);
  const email = `grace-${office.slug}@example.com`;
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/settings/users`);
  await page.getByRole("link", { name: "Invite" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Create the link" }).click();
  const link = await page.getByText(/\/invite\?token=[0-9a-z]+$/).innerText();
  await expect(page.getByRole("listitem").filter({ hasText: email })).toBeVisible();

  await signOut(page);
  await page.goto(link);
  await expect(page.getByText(/invites you to Office/)).toBeVisible();
  await page.getByLabel("Your name").fill("Grace Hale");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page).toHaveURL(new RegExp(`/b/${office.slug}$`));

  await page.goto("/account");
  await expect(page.getByRole("listitem").filter({ hasText: "this one" })).toContainText(/Chrome on \w+/);
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link has been used" })).toBeVisible();
});

test("the link is shown too where the invitation is a page of its own", async ({ page, server }) => {
  const office = await Office.open(server, []);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/settings/users/invite`);
  await page.getByLabel("Email").fill(`hal-${office.slug}@example.com`);
  await page.getByRole("button", { name: "Create the link" }).click();
  await expect(page.getByText(/\/invite\?token=[0-9a-z]+$/)).toBeVisible();
  await expect(page).toHaveURL(/\/settings\/users$/);
});

test("an admin gives somebody another password and takes them out again", async ({
  page,
  server,
  javaScriptEnabled,
}) => {
  const office = await Office.open(server, []);
  const admin = { email: `root-${office.slug}@example.com`, password: PASSWORD };
  await server.createAdmin(admin);
  const person = { email: `max-${office.slug}@example.com`, password: "the first password" };
  await server.createUser(office.slug, person);
  const signIn = async ({ email, password }: typeof person) => {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  await signIn(admin);
  await expect(page).toHaveURL(/\/b\//);
  const row = page.getByRole("row").filter({ hasText: person.email });
  // The page of everybody is in no office's zone: the new link and the list say the same time there.
  await page.goto("/admin/users");
  await row.getByRole("button", { name: /^More for/ }).click();
  await page.getByRole("button", { name: "Link to reset the password" }).click();
  const made = await page.getByText(/works once, and expires /).innerText();
  const ends = made.match(/ expires (.+? UTC)\./)?.[1];
  expect(ends, made).toBeTruthy();
  await expect(page.getByRole("listitem").filter({ hasText: person.email })).toContainText(`Expires ${ends}`);

  await page.goto(`/b/${office.slug}/settings/users`);
  await row.getByRole("button", { name: /^More for/ }).click();
  await page.getByRole("button", { name: "Link to reset the password" }).click();
  const link = await page.getByText(/\/reset\?token=[0-9a-z]+$/).innerText();

  await row.getByRole("button", { name: /^More for/ }).click();
  await page.getByRole("link", { name: "Disable" }).click();
  // What the address asks is what comes next, by keyboard too; its harmless answer first.
  if (javaScriptEnabled) await expect(page.getByRole("link", { name: "Cancel" })).toBeFocused();
  await page.getByRole("button", { name: "Disable" }).click();
  await expect(row).toContainText("disabled");
  await signOut(page);
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link no longer works" })).toBeVisible();
});

test.describe("by script", () => {
  test.skip(({ javaScriptEnabled }) => !javaScriptEnabled);

  test("links made and taken back elsewhere show, and the one that was just made stays", async ({ page, server }) => {
    const office = await Office.open(server, []);
    const admin = await server.adminApi();
    await office.signInAsAdmin(page, server);
    await page.goto("/admin/users/invite");
    await page.getByLabel("Email").fill(`own-${office.slug}@example.com`);
    await page.getByRole("button", { name: "Create the link" }).click();
    const link = page.getByText(/\/invite\?token=[0-9a-z]+$/);
    await expect(link).toBeVisible();

    const line = (email: string) => page.getByRole("listitem").filter({ hasText: email });
    const invite = async (email: string) => (await admin.post("/api/v1/invites", { email, role: "admin" })).body.id;
    const first = `first-${office.slug}@example.com`;
    const id = await invite(first);
    await expect(line(first)).toBeVisible();
    await admin.delete(`/api/v1/invites/${id}`);
    await expect(line(first)).toBeHidden();
    await expect(link).toBeVisible();

    // What is being typed stays, and what happened meanwhile shows once the dialog is closed.
    await page.getByRole("main").getByRole("link", { name: "Invite" }).click();
    const email = page.getByRole("dialog").getByLabel("Email");
    await email.fill("half");
    const second = `second-${office.slug}@example.com`;
    await invite(second);
    await page.waitForTimeout(1_500);
    await expect(email).toHaveValue("half");
    await expect(email).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(line(second)).toBeVisible();
  });

  test("of two links that are made one after the other the newer one is shown", async ({ page, server }) => {
    const office = await Office.open(server, []);
    await office.signInAsAdmin(page, server);
    await page.goto(`/b/${office.slug}/settings/users`);
    await page.getByRole("main").getByRole("link", { name: "Invite" }).click();
    await page.getByLabel("Email").fill(`grace-${office.slug}@example.com`);
    await page.getByRole("button", { name: "Create the link" }).click();
    await expect(page.getByText(/\/invite\?token=[0-9a-z]+$/)).toBeVisible();
    const row = page.getByRole("row").filter({ hasText: office.person.email });
    await row.getByRole("button", { name: /^More for/ }).click();
    await page.getByRole("button", { name: "Link to reset the password" }).click();
    await expect(page.getByText(/\/reset\?token=[0-9a-z]+$/)).toBeVisible();
    await expect(page.getByText(/\/invite\?token=[0-9a-z]+$/)).toBeHidden();
  });

  test("a link that was just made is told on no other office's page", async ({ page, server }) => {
    const [office, other] = [await Office.open(server, []), await Office.open(server, [])];
    await office.signInAsAdmin(page, server);
    // As the browser's history leads from one office's page to that of another, with nothing between.
    const openByHistory = async ({ slug, person }: Office) => {
      await page.evaluate((path) => history.pushState(null, "", path), `/b/${slug}/settings/users`);
      await page.goBack();
      await page.goForward();
      await expect(page.getByRole("row").filter({ hasText: person.email })).toBeVisible();
    };
    await page.goto(`/b/${other.slug}/settings/users`);
    await page.locator("html[data-alive]").waitFor();
    await openByHistory(office);
    await page.getByRole("main").getByRole("link", { name: "Invite" }).click();
    await page.getByLabel("Email").fill(`grace-${office.slug}@example.com`);
    await page.getByRole("button", { name: "Create the link" }).click();
    const link = page.getByText(/\/invite\?token=[0-9a-z]+$/);
    await expect(link).toBeVisible();
    // The page was read again since: until then the server would tell it once more to who comes back.
    await expect(page.getByRole("listitem").filter({ hasText: `grace-${office.slug}@example.com` })).toBeVisible();
    await openByHistory(other);
    await expect(link).toBeHidden();
    // That page was left: it is never told again.
    await openByHistory(office);
    await expect(link).toBeHidden();
  });

  test("an office that is made elsewhere takes the place of none that somebody chose", async ({ page, server }) => {
    const office = await Office.open(server, []);
    const admin = await server.adminApi();
    await office.signInAsAdmin(page, server);
    await page.goto("/admin/users");
    const row = page.getByRole("row").filter({ hasText: office.person.email });
    await row.getByRole("button", { name: /^More for/ }).click();
    await page.getByRole("link", { name: "Change their access" }).click();
    const sees = page.getByLabel("Can see");
    await sees.selectOption("");
    await sees.selectOption(office.slug);
    await server.createBroker({ slug: `aa-${office.slug}`, name: "Aardvark" });
    // The command line is another program: the page hears of what this one did next.
    const email = `first-${office.slug}@example.com`;
    await admin.post("/api/v1/invites", { email, role: "admin" });
    await page.waitForTimeout(1_500);
    await expect(sees).toHaveValue(office.slug);
    await page.getByRole("link", { name: "Cancel" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: email })).toBeVisible();
  });
});
