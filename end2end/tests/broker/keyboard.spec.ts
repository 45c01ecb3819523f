import type { Locator, Page } from "@playwright/test";
import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

// Where the focus goes between pages is this program's work only where it replaces the browser's.
test.skip(({ javaScriptEnabled }) => !javaScriptEnabled);

test("a day's work by keyboard alone, with the focus always in sight", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550165", "+12145550166"]);
  await page.goto("/sign-in");
  await type(page, page.getByLabel("Email"), office.person.email);
  await type(page, page.getByLabel("Password"), office.person.password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/b/${office.slug}$`));

  // The first thing reached on a page is the way past what every page has.
  await page.goto(page.url());
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();

  await press(page, pages(page).getByRole("link", { name: /^Leads/ }));
  await arrived(page, "Leads");
  await press(page, page.getByRole("main").getByRole("link", { name: /new lead|add a lead/i }).first());
  await type(page, page.getByRole("textbox", { name: "Name" }), "Ada Abbott");
  await type(page, page.getByRole("textbox", { name: "Phone" }), "512 555 0176");
  await page.keyboard.press("Enter");
  await arrived(page, "Ada Abbott");
  await expect(page.getByRole("region", { name: "Caller ID" })).toContainText("555-0165");

  await press(page, page.getByRole("button", { name: /^No answer/ }));
  await expect(page.getByRole("listitem").filter({ hasText: /no answer/i }).first()).toBeVisible();
  await press(page, page.getByRole("button", { name: /^Answered/ }));
  await expect(page.getByRole("main").getByText(/^Held/).first()).toBeVisible();

  await press(page, page.getByRole("main").getByRole("link", { name: "Release", exact: true }));
  await type(page, page.getByLabel("Reason").last(), "Asked for another number");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main").getByText(/^Released/).first()).toBeVisible();

  await press(page, pages(page).getByRole("link", { name: /^Pool/ }));
  await arrived(page, "Pool");
  await press(page, page.getByRole("row").getByRole("link", { name: /555-0165/ }).first());
  await press(page, page.getByRole("main").getByRole("link", { name: "Rest", exact: true }));
  await press(page, page.getByRole("button", { name: "Rest", exact: true }).last());
  await expect(page.getByRole("main").getByText(/^Resting/).first()).toBeVisible();

  await press(page, page.getByRole("link", { name: "Settings" }).first());
  await arrived(page, "Settings");
  const attempts = page.getByLabel(/attempts/i).first();
  await reach(page, attempts);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("4");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: /saved|change/i }).first()).toBeVisible();
});

test("what is rarer goes by keyboard alone too: an import and its undo, a colleague, a key, many numbers", async ({
  page,
  server,
}) => {
  const office = await Office.open(server, ["+15125550244", "+12145550245"]);
  await office.signIn(page);
  const main = page.getByRole("main");

  await press(page, pages(page).getByRole("link", { name: /^Pool/ }));
  await arrived(page, "Pool");
  await press(page, main.getByRole("link", { name: "Add numbers" }));
  await arrived(page, "Add numbers");
  await type(page, page.getByLabel("Numbers", { exact: true }), "512 555 0246");
  await press(page, page.getByRole("button", { name: "Check the list" }));
  await press(page, page.getByRole("button", { name: "Import 1 number" }));
  await expect(main).toContainText("1 number added");
  await press(page, page.getByRole("button", { name: "Undo the import" }));
  await expect(main).toContainText("1 number removed");

  await press(page, pages(page).getByRole("link", { name: /^Pool/ }));
  await arrived(page, "Pool");
  const check = page.getByRole("checkbox", { name: "Select all rows on this page" });
  await reach(page, check);
  await page.keyboard.press("Space");
  await press(page, page.getByRole("region", { name: "Selection" }).getByRole("button", { name: "Rest" }));
  await press(page, page.getByRole("dialog").getByRole("button", { name: "Rest 2 numbers" }));
  await expect(page.getByText("2 numbers rest for 7 days.")).toBeVisible();
  // The bar that had the focus is gone with the choice.
  await expect(check).toBeFocused();
  await press(page, page.getByRole("button", { name: "Undo" }));
  await expect(page.getByText("Undone: 2 numbers are as before.")).toBeVisible();

  await page.goto(`/b/${office.slug}/settings/users`);
  await press(page, main.getByRole("link", { name: "Invite" }));
  await type(page, page.getByRole("dialog").getByLabel("Email"), `grace-${office.slug}@example.com`);
  await page.keyboard.press("Enter");
  await expect(main.getByText(/\/invite\?token=/)).toBeVisible();
  await press(page, main.getByRole("link", { name: "API keys" }));
  await arrived(page, "API keys");
  await press(page, main.getByRole("link", { name: "New key" }));
  await type(page, page.getByRole("dialog").getByLabel("Name"), "n8n");
  await page.keyboard.press("Enter");
  await expect(main.getByText("Copy it now")).toBeVisible();
});

function pages(page: Page): Locator {
  return page.getByRole("navigation", { name: "Pages" });
}

/** A page that opened without a load has the focus on its heading, and is announced. */
async function arrived(page: Page, title: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeFocused();
  await expect(page.getByRole("status").filter({ hasText: new RegExp(`^${title}$`) })).toHaveCount(1);
}

/** Goes there by Tab, or back by Shift-Tab, and sees where it is. */
async function reach(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let steps = 0; steps < 100; steps += 1) {
    const at = await target.evaluate((element) => {
      const active = document.activeElement ?? document.body;
      if (element !== active) {
        const isBehind = active.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING;
        return isBehind && active !== document.body ? "Shift+Tab" : "Tab";
      }
      const { outlineStyle, boxShadow } = getComputedStyle(element);
      const isSeen = element.matches(":focus-visible") && (outlineStyle !== "none" || boxShadow !== "none");
      return isSeen ? "seen" : "unseen";
    });
    if (at !== "Tab" && at !== "Shift+Tab") {
      expect(at, `the focus on ${target}`).toBe("seen");
      return;
    }
    await page.keyboard.press(at);
  }
  throw new Error(`Tab does not lead to ${target}`);
}

async function press(page: Page, target: Locator): Promise<void> {
  await reach(page, target);
  await page.keyboard.press("Enter");
}

async function type(page: Page, field: Locator, words: string): Promise<void> {
  await reach(page, field);
  await page.keyboard.type(words);
}
