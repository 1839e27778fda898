package io.millrace.dispatcher.results;

import io.millrace.topics.record.Reason;
import io.millrace.topics.record.StageId;

/**
 * How many frames one stage gave up for one reason.
 *
 * @param stage the stage; {@link Ledger#INGEST} for frames that never entered the pipeline
 * @param reason why
 * @param count frames, > 0
 */
public record DropCount(StageId stage, Reason reason, long count) {}
