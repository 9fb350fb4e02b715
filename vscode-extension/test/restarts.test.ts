import assert from "node:assert/strict";
import { test } from "node:test";

import { MOST, Restarts, WINDOW } from "../src/pure/restarts";

test("deaths that follow one another wait ever longer, then no more", () => {
  const restarts = new Restarts();
  const delays = Array.from({ length: MOST }, (_, n) => restarts.died(1000 * n));
  assert.deepEqual(delays, [250, 500, 1000, 2000, 4000, undefined]);
});

test("old deaths are forgotten", () => {
  const restarts = new Restarts();
  for (let n = 0; n < 20; n++) {
    assert.equal(restarts.died(WINDOW * n), 250);
  }
});

test("the user can start afresh", () => {
  const restarts = new Restarts();
  for (let n = 0; n < MOST; n++) {
    restarts.died(n);
  }
  restarts.forget();
  assert.equal(restarts.died(MOST), 250);
  assert.equal(restarts.all, MOST + 1);
});
