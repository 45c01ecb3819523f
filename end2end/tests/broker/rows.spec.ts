import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

// Rows change while the page stands open by script alone.
test.skip(({ javaScriptEnabled }) => !javaScriptEnabled);

test("a row keeps what is done in it when others come above it", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550270"], 9);
  await office.assign("crm-1", "512 555 0271", "Ada Abbott");
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/leads`);
  const link = (name: string) => page.getByRole("row").getByRole("link", { name });
  const box = (name: string) => page.getByRole("checkbox", { name: `Select ${name}` });

  // By keyboard: what had the focus is still about the same lead.
  await box("Ada Abbott").focus();
  await office.assign("crm-2", "512 555 0272", "Bo Baker");
  await expect(link("Bo Baker")).toBeVisible();
  await expect(box("Ada Abbott")).toBeFocused();
  await page.keyboard.press("Space");
  await expect(box("Ada Abbott")).toBeChecked();
  await expect(box("Bo Baker")).not.toBeChecked();

  // By mouse: where another lead's row came under it since it was pressed, nothing opens, not even after a while.
  const opened: string[] = [];
  page.on("request", (request) => opened.push(new URL(request.url()).pathname));
  await link("Bo Baker").hover();
  await page.mouse.down();
  await office.assign("crm-3", "512 555 0273", "Cy Cole");
  await expect(link("Cy Cole")).toBeVisible();
  await page.mouse.up();
  await office.assign("crm-4", "512 555 0281", "Di Dean");
  await expect(link("Di Dean")).toBeVisible();
  expect(opened.filter((path) => path === "/fn/lead_page")).toEqual([]);
  await link("Bo Baker").click();
  await expect(page.getByRole("heading", { level: 1, name: "Bo Baker" })).toBeVisible();
});

test("a row that changes its place takes the focus along", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550274"], 9);
  await office.assign("crm-1", "512 555 0275", "Ada Abbott");
  await office.assign("crm-2", "512 555 0276", "Bo Baker");
  await office.report("crm-1", "busy");
  await office.report("crm-2", "busy");
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/leads?sort=-last_call`);
  const names = page.getByRole("main").getByRole("table").getByRole("rowheader");
  await expect(names).toHaveText([/Bo Baker/, /Ada Abbott/]);
  const ada = page.getByRole("row").getByRole("link", { name: "Ada Abbott" });
  await ada.focus();
  await office.report("crm-1", "busy");
  await expect(names).toHaveText([/Ada Abbott/, /Bo Baker/]);
  await expect(ada).toBeFocused();
});
