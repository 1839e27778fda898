package io.millrace.dispatcher.web;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * All that the web server shows and steers.
 *
 * @param cameras steers the cameras
 * @param plan shows and asks the planner
 * @param pictures recent pictures
 * @param status the state of everything now; called on an event loop about once a second per open
 *     page, so it must not block
 * @param metrics all metrics, by the media type that is wanted; called on a worker thread
 * @param readiness whether results can be expected; called on an event loop, must not block
 */
public record WebParts(
    CameraControl cameras,
    PlanControl plan,
    Pictures pictures,
    Supplier<Status> status,
    UnaryOperator<String> metrics,
    Supplier<Readiness> readiness) {}
