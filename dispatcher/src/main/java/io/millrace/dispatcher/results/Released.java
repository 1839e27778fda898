package io.millrace.dispatcher.results;

import io.millrace.topics.record.Result;

/**
 * A result on its way out, each exactly once.
 *
 * @param result the result
 * @param late whether a later frame of the same run went out before it, because it came after its
 *     deadline; every other result leaves in the order of its run
 * @param waitedNanos how long it waited for those before it
 */
public record Released(Result result, boolean late, long waitedNanos) {}
