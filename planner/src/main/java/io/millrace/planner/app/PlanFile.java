package io.millrace.planner.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.planner.plan.LaneCount;
import io.millrace.planner.plan.Limit;
import io.millrace.planner.plan.PipelineRate;
import io.millrace.planner.plan.Placement;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.plan.Proof;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.problem.TransferReading;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A plan as JSON.
 *
 * @param strategy name of the strategy that made it
 * @param transfer how links were read as transfer time
 * @param throughput frames per second; of several pipelines under the objective {@code throughput},
 *     those of the least served one by weight
 * @param upperBound frames per second that no plan exceeds; under the other objectives what is
 *     asked
 * @param gap relative difference of the objective's value and its bound
 * @param optimal whether the plan is proven optimal
 * @param proof value and bound of the objective
 * @param placements who runs what
 * @param lanes lanes of every topic that a stage reads
 * @param rates what each pipeline gets
 * @param watts predicted power of the devices in use; 0 when not known
 * @param carbonGramsPerHour predicted emissions, CO₂ equivalent; 0 when not known
 * @param limiting what keeps the plan from carrying more
 * @param missing what the demand lacks, one sentence each
 * @param solverSeconds time the strategy took
 * @param why how the plan came about, one sentence each
 */
public record PlanFile(
    String strategy,
    String transfer,
    double throughput,
    @JsonProperty("upper_bound") double upperBound,
    double gap,
    boolean optimal,
    ProofSection proof,
    List<PlacementSection> placements,
    List<LaneSection> lanes,
    List<RateSection> rates,
    double watts,
    @JsonProperty("carbon_grams_per_hour") double carbonGramsPerHour,
    LimitSection limiting,
    List<String> missing,
    @JsonProperty("solver_seconds") double solverSeconds,
    List<String> why) {

  /** Name of the JSON Schema, a resource of this package. */
  public static final String SCHEMA = "millrace-plan.schema.json";

  /** Value and bound of the objective. */
  public record ProofSection(String objective, double value, double bound, String how) {}

  /** Instances of one stage on one processor of one device. */
  public record PlacementSection(
      String pipeline,
      String stage,
      String device,
      String processor,
      int instances,
      @JsonProperty("time_share") double timeShare,
      @JsonProperty("frames_per_second") double framesPerSecond) {}

  /** Lanes of one topic. */
  public record LaneSection(String pipeline, String stage, int lanes, String why) {}

  /** What one pipeline gets. */
  public record RateSection(
      String pipeline,
      @JsonProperty("frames_per_second") double framesPerSecond,
      double demand,
      @JsonProperty("latency_seconds") double latencySeconds) {}

  /** What limits the plan. */
  public record LimitSection(
      String resource, String pipeline, String stage, String device, String why) {}

  /** The plan as it is written. */
  public static PlanFile of(Plan plan) {
    Proof proof = plan.proof();
    boolean throughput = proof.objective() == Objective.THROUGHPUT;
    Limit limit = plan.limit();
    return new PlanFile(
        plan.strategy(),
        plan.transfer().label(),
        throughput ? proof.value() : plan.framesPerSecond(),
        throughput ? proof.bound() : plan.rates().stream().mapToDouble(PipelineRate::demand).sum(),
        proof.gap(),
        proof.optimal(),
        new ProofSection(proof.objective().label(), proof.value(), proof.bound(), proof.how()),
        plan.placements().stream()
            .map(
                p ->
                    new PlacementSection(
                        p.pipeline().value(),
                        p.stage().value(),
                        p.device().value(),
                        p.processor(),
                        p.instances(),
                        p.timeShare(),
                        p.framesPerSecond()))
            .toList(),
        plan.lanes().stream()
            .map(l -> new LaneSection(l.pipeline().value(), l.stage().value(), l.lanes(), l.why()))
            .toList(),
        plan.rates().stream()
            .map(
                r ->
                    new RateSection(
                        r.pipeline().value(), r.framesPerSecond(), r.demand(), r.latencySeconds()))
            .toList(),
        plan.watts(),
        plan.carbonGramsPerHour(),
        new LimitSection(
            limit.kind().label(), limit.pipeline(), limit.stage(), limit.device(), limit.why()),
        plan.missing(),
        plan.solverSeconds(),
        plan.why());
  }

  /** The plan that was written. */
  public Plan toPlan() {
    return new Plan(
        strategy,
        TransferReading.named(transfer),
        placements.stream()
            .map(
                p ->
                    new Placement(
                        PipelineId.of(p.pipeline()),
                        StageId.of(p.stage()),
                        DeviceId.of(p.device()),
                        p.processor(),
                        p.instances(),
                        p.timeShare(),
                        p.framesPerSecond()))
            .toList(),
        lanes.stream()
            .map(
                l ->
                    new LaneCount(
                        PipelineId.of(l.pipeline()), StageId.of(l.stage()), l.lanes(), l.why()))
            .toList(),
        rates.stream()
            .map(
                r ->
                    new PipelineRate(
                        PipelineId.of(r.pipeline()),
                        r.framesPerSecond(),
                        r.demand(),
                        r.latencySeconds()))
            .toList(),
        watts,
        carbonGramsPerHour,
        new Proof(Objective.named(proof.objective()), proof.value(), proof.bound(), proof.how()),
        new Limit(
            kind(limiting.resource()),
            limiting.pipeline(),
            limiting.stage(),
            limiting.device(),
            limiting.why()),
        missing,
        solverSeconds,
        why);
  }

  private static Limit.Kind kind(String label) {
    try {
      return Limit.Kind.valueOf(label.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "limiting.resource must be compute, memory, link, broker or demand (was '%s')"
              .formatted(label),
          e);
    }
  }

  /** The plan as indented JSON. */
  public static String json(Plan plan) {
    return Json.pretty(of(plan)) + System.lineSeparator();
  }

  /**
   * The plan in a file.
   *
   * @throws IllegalArgumentException if there is none, or it is not a plan
   * @throws io.millrace.topics.codec.CodecException if it is no JSON, or a field is missing
   */
  public static Plan read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "%s: no such file.%nMaybe write a plan there first: millrace plan PROBLEM --json %s."
              .formatted(file, file),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
    }
    return parse(new String(bytes, StandardCharsets.UTF_8), file.toString());
  }

  /** The plan in a text. */
  public static Plan parse(String text, String file) {
    PlanFile plan = Json.read(text.getBytes(StandardCharsets.UTF_8), PlanFile.class, file);
    try {
      return plan.toPlan();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** The JSON Schema of plan files. */
  public static String schemaText() {
    return ProblemFile.resource(SCHEMA);
  }
}
