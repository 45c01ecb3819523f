import { expect, test } from "../../fixtures/test.ts";

test("the server says that it is alive", async ({ server }) => {
  expect((await server.api().get("/healthz")).status).toBe(200);
});

test("the server says that it is ready for work", async ({ server }) => {
  expect((await server.api().get("/readyz")).status).toBe(200);
});
