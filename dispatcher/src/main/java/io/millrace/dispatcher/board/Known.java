package io.millrace.dispatcher.board;

import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.ProfileSpec;
import io.millrace.topics.record.ResourceReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that was said, as it stands at one moment.
 *
 * @param at the moment
 * @param devices announcements, by name
 * @param reports the last report of each device
 * @param profiles the last profile of each stage and processor
 * @param plans plans by epoch; the last one is in force
 * @param decisions decisions, oldest first
 */
record Known(
    Instant at,
    List<DeviceSpec> devices,
    Map<DeviceId, ResourceReport> reports,
    List<ProfileSpec> profiles,
    List<PlanSpec> plans,
    List<DecisionSpec> decisions) {}
