import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";

/** Prints what was measured and nothing else, and what went wrong. */
export default class Lines implements Reporter {
  onStdOut(text: string | Buffer): void {
    process.stdout.write(text);
  }

  onTestEnd(test: TestCase, { error }: TestResult): void {
    if (error) process.stdout.write(`${test.title}: ${error.message}\n${error.stack}\n`);
  }
}
