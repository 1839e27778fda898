// The dispatcher's API as this page uses it. Paths are relative, so that a proxy may add a prefix.

/** An answer that is an error: `what`, `where` and `todo`, for people. */
export class ApiError extends Error {
  constructor(problem) {
    super(`${problem.what} ${problem.todo}`);
  }
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ApiError({
      what: "The dispatcher does not answer.",
      todo: "See whether it runs, then try again.",
    });
  }
  if (response.ok) {
    return response;
  }
  const body = await response.json().catch(() => ({}));
  throw new ApiError(body.error ?? {
    what: `The dispatcher answered ${response.status}.`,
    todo: "Its log says why.",
  });
}

/** The state of everything. */
export async function status() {
  return (await ask("api/status", { cache: "no-store" })).json();
}

/** The plan in force beside what runs. */
export async function plan() {
  return (await ask("api/plan", { cache: "no-store" })).json();
}

/** The planner's last ten decisions, newest first. */
export async function decisions() {
  return (await ask("api/decisions?limit=10", { cache: "no-store" })).json();
}

/** The carbon intensity of every zone, now and over the day. */
export async function carbon() {
  return (await ask("api/carbon", { cache: "no-store" })).json();
}

/** Asks the planner for something; what it makes of it is a decision later. */
export async function request(kind, epoch = 0) {
  await ask("api/plan/requests", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind, epoch }),
  });
}

/** The latest result of every camera. */
export async function latestResults() {
  return (await ask("api/results/latest", { cache: "no-store" })).json();
}

/** Adds a camera: id, address and pace. */
export async function addCamera(camera) {
  await ask("api/cameras", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(camera),
  });
}

/** Removes a camera. */
export async function removeCamera(id) {
  await ask(`api/cameras/${encodeURIComponent(id)}`, { method: "DELETE" });
}

/** The picture that a result was found in, or null when it is no longer kept. */
export async function picture(frame) {
  const query = `run=${frame.run}&sequence=${frame.sequence}`;
  const response = await fetch(`api/cameras/${encodeURIComponent(frame.camera)}/picture?${query}`);
  return response.ok ? createImageBitmap(await response.blob()) : null;
}

/**
 * Follows the results and the planner's decisions while the page is seen. The browser connects again by itself; a hidden page
 * gives its connection up, since a browser has only six of them for all pages of one server.
 */
export function follow(onResult, onDecision) {
  let source = null;
  const adjust = () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source) {
      source = new EventSource("api/results/stream");
      source.addEventListener("result", (event) => onResult(JSON.parse(event.data)));
      source.addEventListener("decision", (event) => onDecision(JSON.parse(event.data)));
    }
  };
  document.addEventListener("visibilitychange", adjust);
  adjust();
}
